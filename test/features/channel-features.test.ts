import { describe, expect, it } from 'vitest';
import { channelFeatureRecord, measureChannel } from '../../src/features/channel-features.ts';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { channelFlow, type FlowPlan } from '../support/channel-flow.ts';

function measure(...plans: FlowPlan[]) {
  return channelFeatureRecord(measureChannel(groupChannels(plans.map((plan, i) => channelFlow(i, plan))).at(0)!));
}

describe('channel features', () => {
  it('give the intervals between starts of flows', () => {
    const { intervals } = measure({ at: 0 }, { at: 60 }, { at: 121 }, { at: 180 }, { at: 600 });
    expect(intervals).toEqual({
      count: 4,
      seconds_median: 60.5,
      // Deviations of 59, 60, 61 and 420 from 60.5: 0.5, 0.5, 1.5, 359.5.
      seconds_mad_share: Number((1.4826 / 60.5).toPrecision(6)),
      seconds_min: 59,
      seconds_max: 420,
    });
  });

  it('have no interval with one flow', () => {
    expect(measure({}).intervals).toEqual({ count: 0 });
  });

  it('give sizes of flows and first messages, failed attempts apart', () => {
    const first = (bytes: number) => ({ 'exchange.first_message_bytes.orig': bytes });
    const { sizes } = measure(
      { bytesUp: 100, measured: first(64) },
      { bytesUp: 0, failedConnect: true },
      { bytesUp: 300, measured: first(64) },
      { bytesUp: 200, measured: first(80) },
    );
    expect(sizes['failed_connects']).toBe(1);
    expect(sizes['flow_bytes_up_median']).toBe(200);
    expect(sizes['flow_bytes_up_mad_share']).toBeCloseTo(1.4826 / 2, 6);
    expect(sizes['first_message_bytes_median.orig']).toBe(64);
    expect(sizes['first_message_mode_share.orig']).toBe(0.666667);
    expect(sizes).not.toHaveProperty(['first_message_bytes_median.resp']);
  });

  it('give the framing with most evidence and how many flows have one', () => {
    const framed = (bits: number, offset: number) => ({
      'framing.bits.orig': bits,
      'framing.prefix_offset.orig': offset,
      'framing.prefix_width.orig': 2,
    });
    const { framing } = measure({ measured: framed(20, 3) }, {}, { measured: framed(40, 1) });
    expect(framing).toEqual({
      'framed_flows.orig': 2,
      'bits.orig': 40,
      'prefix_offset.orig': 1,
      'prefix_width.orig': 2,
    });
    expect(measure({}).framing).toEqual({});
  });
});
