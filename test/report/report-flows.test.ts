import { expect, test } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { reportFlows } from '../../src/report/html-report.ts';
import { recordTimeUs } from '../../src/report/record-time.ts';
import { TIMELINE_BINS } from '../../src/report/report-flows.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { sampleResult } from '../support/analysis-result.ts';
import { collected } from '../support/report-parts.ts';

test('counts flows over time, per app and per finding', async () => {
  const flows = await collected(sampleResult());
  expect(flows.flows).toBe(342);
  const own = flows.timelines.get(10187);
  expect(own?.flows).toBe(92);
  expect(own?.counts).toHaveLength(TIMELINE_BINS);
  expect(own?.counts.reduce((a, b) => a + b)).toBe(92);
  expect(own?.signal.reduce((a, b) => a + b)).toBe(92);
  expect(flows.timelines.get(undefined)?.flows).toBe(7);
  expect(flows.cited.map((timeline) => timeline.flows)).toEqual([92, 24, 0]);
});

test('lines and records make the same', async () => {
  const result = sampleResult();
  const byLine = reportFlows(result);
  byLine.addLines(Buffer.from([...(result.flows() as never[])].map((flow) => `${jsonLine(flow)}\n`).join('')));
  expect(byLine.finish()).toEqual(await collected(result));
});

test('a row carries the number of the first finding that cites it', async () => {
  const { rows } = await collected(sampleResult());
  const cited = Array.from(rows.columns.finding).reduce(
    (counts, number) => counts.set(number, (counts.get(number) ?? 0) + 1),
    new Map<number, number>(),
  );
  expect(Object.fromEntries(cited)).toEqual({ 0: 226, 1: 92, 2: 24 });
});

test('what begins with the last packet is counted in the last part of the time', async () => {
  const result = sampleResult();
  const starts = [...(result.flows() as Iterable<FlowRecord>)].map(({ start }) => recordTimeUs(start) ?? 0);
  Object.assign(result.totals, { lastUs: Math.max(...starts) });
  const { timelines } = await collected(result);
  for (const { flows, counts } of timelines.values()) expect(counts.reduce((a, b) => a + b)).toBe(flows);
});

test('the series is of the evidence from the network, whatever other flows a finding cites', async () => {
  const result = sampleResult();
  const [first] = result.findings;
  if (first === undefined) throw new Error('the sample has findings');
  const all = [...(result.flows() as Iterable<FlowRecord>)].map(({ flow_id }) => flow_id);
  const onWire = first.evidence.filter(({ area }) => area === 'network_transmission');
  first.evidence = [...onWire.map((piece) => ({ ...piece, area: 'key_lifecycle' as const, flows: all })), ...onWire];
  const { series } = await collected(result);
  expect(series[0]?.channel).toMatchObject({ host: '203.0.113.45', port: 4443 });
});

test('the series of a finding follows the channel of its strongest evidence', async () => {
  const { series } = await collected(sampleResult());
  expect(series[0]?.channel).toMatchObject({ host: '203.0.113.45', named: false, port: 4443, transport: 'tcp' });
  expect(series[0]?.flows).toBe(92);
  expect(series[1]?.channel).toMatchObject({ host: 'api.fairweather.example', named: true });
  expect(series[2]?.channel).toBeUndefined();
});
