import { expect, test } from 'vitest';
import { FindingSeries, MEASURED_FLOWS } from '../../src/report/finding-series.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';
import { firstFinding } from '../support/report-parts.ts';

const [flow] = sampleFlows().filter(({ app }) => app?.uid === 10187);
if (flow === undefined) throw new Error('the sample has flows');

test('is about the flows of the network evidence', () => {
  expect(new FindingSeries(firstFinding(sampleResult())).focus.size).toBe(92);
  expect(new FindingSeries({ ...firstFinding(sampleResult()), evidence: [] }).focus.size).toBe(0);
});

test('sizes by place, sizes by count, entropies by direction', () => {
  const series = new FindingSeries(firstFinding(sampleResult()));
  series.add(flow, () => flow);
  series.add(flow, () => flow);
  expect(series.sizesInOrder).toEqual([
    [91, 91],
    [-48, -48],
    [272, 272],
    [-48, -48],
  ]);
  expect([...series.sizeCounts]).toEqual([
    [91, 2],
    [-48, 4],
    [272, 2],
  ]);
  expect(series.entropies.slice(0, 2)).toEqual([
    { bytes: 272, bits: 7.1, up: true },
    { bytes: 48, bits: 5.4, up: false },
  ]);
  expect(series.packetGapsS).toEqual([0.012, 0.0405, 0.011]);
});

test('where the device answers, what the originator sends comes down', () => {
  const series = new FindingSeries(firstFinding(sampleResult()));
  series.add({ ...flow, local: 'resp' }, () => flow);
  expect(series.sizesInOrder[0]).toEqual([-91]);
  expect(series.entropies[0]?.up).toBe(false);
});

test('flows beyond the cap are counted and not read', () => {
  const series = new FindingSeries(firstFinding(sampleResult()));
  let read = 0;
  for (let i = 0; i < MEASURED_FLOWS + 5; i += 1) {
    series.add(flow, () => {
      read += 1;
      return flow;
    });
  }
  expect(series.flows).toBe(MEASURED_FLOWS + 5);
  expect(read).toBe(MEASURED_FLOWS);
});

test('features of another shape are left out', () => {
  const series = new FindingSeries(firstFinding(sampleResult()));
  series.add(flow, () => ({ ...flow, features: { 'splt.payload_bytes': 3, 'payload.measured_bytes.orig': [1] } }));
  expect(series.sizesInOrder).toEqual([]);
  expect(series.entropies).toEqual([]);
});
