import { describe, expect, it } from 'vitest';
import { CHANNEL_MEASURES, channelMeasure, channelMeasureSources } from '../../src/features/channel-measures.ts';
import { NUMBER_FEATURES } from '../../src/features/feature-registry.ts';

describe('channel measures', () => {
  it('are features by the same names', () => {
    expect([...channelMeasureSources].map((at) => NUMBER_FEATURES[at]?.name)).toEqual([...CHANNEL_MEASURES]);
  });

  it('are read from a column that holds many flows, NaN as unknown', () => {
    const width = CHANNEL_MEASURES.length;
    const measures = new Float32Array(3 * width).fill(Number.NaN);
    measures[width + CHANNEL_MEASURES.indexOf('beacon.intervals')] = 12;
    const flow = { measures, measuresAt: width };
    expect(channelMeasure(flow, 'beacon.intervals')).toBe(12);
    expect(channelMeasure(flow, 'beacon.interval_median_ms')).toBeUndefined();
    expect(channelMeasure({ measures, measuresAt: 0 }, 'beacon.intervals')).toBeUndefined();
    expect(channelMeasure({ measures: [], measuresAt: 0 }, 'beacon.intervals')).toBeUndefined();
  });
});
