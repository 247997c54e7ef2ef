import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PayloadLengthStatistics } from '../../src/flows/finished-flow.ts';
import { FinishedFlowView } from '../../src/flows/finished-flow-view.ts';
import { FlowColumns } from '../../src/flows/flow-columns.ts';
import { countPayloadLength, readPayloadLengths } from '../../src/flows/payload-lengths.ts';

interface Packet {
  length: number;
  timeMs: number;
}

function running(packets: readonly Packet[]): PayloadLengthStatistics {
  const c = new FlowColumns(2);
  for (const { length, timeMs } of packets) countPayloadLength(c, 1, length, timeMs);
  const out = { ...new FinishedFlowView().payloadLengths };
  readPayloadLengths(c, 1, out);
  return out;
}

/** The same numbers from the whole series at once. */
function series(packets: readonly Packet[]): PayloadLengthStatistics {
  const x = packets.map(({ length }) => length);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const mean = (values: readonly number[]) => sum(values) / values.length;
  const pairs = packets.slice(1).map((packet, i) => [packets[i], packet] as const);
  const gaps = pairs.map(([a, b]) => b.timeMs - a.timeMs);
  return {
    count: x.length,
    sum: sum(x),
    sumSquares: sum(x.map((v) => v ** 2)),
    sumCubes: sum(x.map((v) => v ** 3)),
    sumFourths: sum(x.map((v) => v ** 4)),
    min: Math.min(...x),
    max: Math.max(...x),
    sumTimeMs: sum(packets.map(({ timeMs }) => timeMs)),
    sumAbsoluteStep: sum(pairs.map(([a, b]) => Math.abs(b.length - a.length))),
    switches: pairs.filter(([a, b]) => a.length !== b.length).length,
    sumAbsoluteDeviation: sum(x.slice(1).map((v, i) => Math.abs(v - mean(x.slice(0, i + 1))))),
    minGapMs: gaps.length === 0 ? 0 : Math.min(...gaps),
    maxGapMs: gaps.length === 0 ? 0 : Math.max(...gaps),
    sumAbsoluteGapDeviationMs: sum(gaps.map((gap, i) => Math.abs(mean(gaps.slice(0, i + 1)) - gap))),
  };
}

describe('running statistics of payload lengths', () => {
  it('equal those of the whole series', () => {
    const packet = fc.record({ length: fc.oneof(fc.constant(0), fc.nat(65_535)), stepMs: fc.nat(10_000) });
    fc.assert(
      fc.property(fc.array(packet, { minLength: 1, maxLength: 60 }), (steps) => {
        let timeMs = 0;
        const packets = steps.map(({ length, stepMs }, i) => {
          timeMs += i === 0 ? 0 : stepMs;
          return { length, timeMs };
        });
        const expected = series(packets);
        const actual = running(packets);
        for (const name of Object.keys(expected) as (keyof PayloadLengthStatistics)[]) {
          const tolerance = Math.max(1, Math.abs(expected[name])) * 1e-9;
          expect(Math.abs(actual[name] - expected[name]), name).toBeLessThanOrEqual(tolerance);
        }
      }),
    );
  });

  it('take a clock that steps back for no time between packets', () => {
    const { minGapMs, maxGapMs } = running([
      { length: 1, timeMs: 0 },
      { length: 1, timeMs: 100 },
      { length: 1, timeMs: 40 },
      { length: 1, timeMs: 60 },
    ]);
    expect([minGapMs, maxGapMs]).toEqual([0, 100]);
  });

  it('are zero before the first packet', () => {
    expect(Object.values(running([]))).toEqual(new Array(14).fill(0));
  });
});
