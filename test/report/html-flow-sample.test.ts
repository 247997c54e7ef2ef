import { expect, test } from 'vitest';
import { sampleFlows as collect, sidesOf } from '../../src/report/html-flow-sample.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';

test('rows that findings cite come first, then the largest, and what is left out is counted', async () => {
  const result = sampleResult();
  const flows = sampleFlows();
  const smallest = flows.reduce((a, b) => (a.orig.bytes + a.resp.bytes <= b.orig.bytes + b.resp.bytes ? a : b));
  const sample = await collect(result, [[smallest.flow_id]], [undefined], 10);
  expect(sample.rows).toHaveLength(10);
  expect(sample.rows[0]).toMatchObject({ flow: { flow_id: smallest.flow_id }, finding: 1 });
  const sizes = sample.rows.slice(1).map((row) => row.bytes);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  const all = flows.map((flow) => flow.orig.bytes + flow.resp.bytes).sort((a, b) => b - a);
  expect(sizes[0]).toBe(all[0]);
  expect(sample.flows).toBe(flows.length);
  expect(sample.bytes).toBe(all.reduce((sum, bytes) => sum + bytes, 0));
  expect(sample.sampledBytes).toBe(sample.rows.reduce((sum, row) => sum + row.bytes, 0));
});

test('the choice does not depend on the order in which flows come', async () => {
  const result = sampleResult();
  const backwards = { ...result, flows: () => [...sampleFlows()].reverse() };
  const [one, two] = [await collect(result, [], [], 25), await collect(backwards, [], [], 25)];
  expect(two.rows.map(({ flow }) => flow.flow_id)).toEqual(one.rows.map(({ flow }) => flow.flow_id));
});

test('an asynchronous source is read as well', async () => {
  const result = sampleResult();
  const sample = await collect(
    {
      ...result,
      async *flows() {
        yield* sampleFlows();
      },
    },
    [],
    [],
    5,
  );
  expect(sample.flows).toBe(342);
});

test('timelines count starts per app, and which of them were unexplained ciphertext', async () => {
  const sample = await collect(sampleResult(), [], [10187, 10158, undefined], 5);
  const sum = (counts: Uint32Array | undefined): number => (counts ?? new Uint32Array()).reduce((a, b) => a + b, 0);
  const flashlight = sample.timelines.get(10187);
  expect([flashlight?.flows, sum(flashlight?.counts), sum(flashlight?.signal)]).toEqual([92, 92, 92]);
  const news = sample.timelines.get(10158);
  expect([news?.flows, sum(news?.signal)]).toEqual([140, 0]);
  expect(sample.timelines.get(undefined)?.flows).toBe(7);
  expect(sample.timelines.has(10131)).toBe(false);
});

test('a flow that two findings cite counts for both and is shown with the first', async () => {
  const [flow] = sampleFlows();
  if (flow === undefined) throw new Error('the sample has flows');
  const sample = await collect(sampleResult(), [[], [flow.flow_id], [flow.flow_id, flow.flow_id]], [], 3);
  expect(sample.cited.map((timeline) => timeline.flows)).toEqual([0, 1, 1]);
  expect(sample.rows[0]?.finding).toBe(2);
});

test('a capture without a span of time has flows but no columns', async () => {
  const result = sampleResult();
  result.totals.lastUs = result.totals.firstUs;
  const sample = await collect(result, [], [10187], 3);
  expect(sample.timelines.get(10187)?.flows).toBe(92);
  expect(sample.timelines.get(10187)?.counts.some((count) => count > 0)).toBe(false);
});

test('the device is the side that the capture says, else the originator', () => {
  const [flow] = sampleFlows();
  if (flow === undefined) throw new Error('the sample has flows');
  expect(sidesOf({ ...flow, local: 'resp' })).toEqual({ device: flow.resp, remote: flow.orig });
  const { local: _, ...unknown } = flow;
  expect(sidesOf(unknown)).toEqual({ device: flow.orig, remote: flow.resp });
});
