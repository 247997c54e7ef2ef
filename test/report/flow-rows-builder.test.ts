import { expect, test } from 'vitest';
import { rowView } from '../../src/report/flow-rows.ts';
import { FlowRowsBuilder, ROW_TEXT_CELLS, sidesOf } from '../../src/report/flow-rows-builder.ts';
import { displayWidth } from '../../src/report/safe-text.ts';
import { HOSTILE, sampleFlows } from '../support/analysis-result.ts';
import { rowsOf } from '../support/report-parts.ts';

test('keeps the cited flows, then the largest, in the order in which they came, and counts all', () => {
  const builder = new FlowRowsBuilder(10);
  const flows = sampleFlows();
  const cited = new Set(
    flows
      .filter(({ app }) => app?.uid === 10166)
      .slice(0, 4)
      .map(({ flow_id }) => flow_id),
  );
  for (const flow of flows) builder.append(flow, cited.has(flow.flow_id) ? 2 : 0);
  const rows = builder.finish([]);
  const kept = Array.from({ length: rows.count }, (_, row) => rowView(rows, row));
  expect(builder.flows).toBe(342);
  expect(builder.bytes).toBe(flows.reduce((sum, { orig, resp }) => sum + orig.bytes + resp.bytes, 0));
  expect(kept).toHaveLength(10);
  expect(kept.filter(({ finding }) => finding === 2).map(({ flowId }) => flowId)).toEqual([...cited]);
  expect(kept.filter(({ finding }) => finding === 0).every(({ upBytes }) => upBytes >= 48_200)).toBe(true);
  expect(kept.map(({ startUs }) => startUs)).toEqual(kept.map(({ startUs }) => startUs).sort((a, b) => a - b));
});

test('a row shows both ends as they are, and leads from the device to the other end whichever began', () => {
  const [flow] = sampleFlows();
  if (flow === undefined) throw new Error('the sample has flows');
  const { domain: _, ...nameless } = flow;
  const began = { ...nameless, orig: { ...flow.orig, port: 40_001 }, resp: { ...flow.resp, port: 443 } };
  const [out, back] = ['orig', 'resp'].map((local) => rowView(rowsOf([{ ...began, local: local as 'orig' }]), 0));
  for (const view of [out, back])
    expect(view).toMatchObject({
      origIp: flow.orig.ip,
      origPort: 40_001,
      respIp: flow.resp.ip,
      respPort: 443,
      firstFrame: flow.first_frame,
      lastFrame: flow.last_frame,
      flowId: flow.flow_id,
    });
  expect(out).toMatchObject({ to: flow.resp.ip, upBytes: flow.orig.bytes, downBytes: flow.resp.bytes });
  expect(back).toMatchObject({ to: flow.orig.ip, upBytes: flow.resp.bytes, downBytes: flow.orig.bytes });
});

test('what is kept does not depend on how often rows were dropped on the way', () => {
  const flows = sampleFlows({ times: 4 });
  const few = rowsOf(flows, 50);
  const ranked = [...flows]
    .sort((a, b) => b.orig.bytes + b.resp.bytes - a.orig.bytes - a.resp.bytes || a.first_frame - b.first_frame)
    .slice(0, 50)
    .map(({ flow_id }) => flow_id);
  expect(Array.from({ length: few.count }, (_, row) => rowView(few, row).flowId).sort()).toEqual(ranked.sort());
});

test('dictionaries hold what the kept rows use and no more', () => {
  const rows = rowsOf(sampleFlows(), 61);
  expect(rows.apps.map(({ name }) => name)).toEqual(['', 'com.kite.messenger']);
  expect(rows.texts).not.toContain('cdn.meadow.example');
});

test('texts are visible and cut', () => {
  for (const hostile of Object.values(HOSTILE)) {
    for (const text of rowsOf(sampleFlows({ hostile })).texts) {
      expect(displayWidth(text)).toBeLessThanOrEqual(ROW_TEXT_CELLS);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
  }
});

test('the originator counts as the device where the capture does not say', () => {
  const [flow] = sampleFlows();
  if (flow === undefined) throw new Error('the sample has flows');
  const { local: _, ...unsure } = flow;
  expect(sidesOf(unsure).device).toBe(flow.orig);
  expect(sidesOf({ ...flow, local: 'resp' }).device).toBe(flow.resp);
});
