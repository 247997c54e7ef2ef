import { describe, expect, it } from 'vitest';
import {
  CHANNEL_MEASURES,
  channelMeasure,
  channelMeasurePosition,
  channelMeasureSources,
} from '../../src/features/channel-measures.ts';
import { NUMBER_FEATURES } from '../../src/features/feature-registry.ts';
import { MAX_MEASURES } from '../../src/flows/packed-measures.ts';

describe('channel measures', () => {
  it('are features by the same names', () => {
    expect([...channelMeasureSources].map((at) => NUMBER_FEATURES[at]?.name)).toEqual([...CHANNEL_MEASURES]);
  });

  it('are asked of a flow by name, and NaN is unknown', () => {
    const known = channelMeasurePosition('message.count.orig');
    const flow = { measure: (position: number) => (position === known ? 12 : Number.NaN) };
    expect(channelMeasure(flow, 'message.count.orig')).toBe(12);
    expect(channelMeasure(flow, 'message.count.resp')).toBeUndefined();
  });

  it('are few enough to be packed', () => {
    expect(CHANNEL_MEASURES.length).toBeLessThanOrEqual(MAX_MEASURES);
  });
});
