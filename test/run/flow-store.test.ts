import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { rowView } from '../../src/report/flow-rows.ts';
import { reportFlows } from '../../src/report/html-report.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { FlowStore } from '../../src/run/flow-store.ts';
import { HOSTILE, sampleFlows, sampleResult } from '../support/analysis-result.ts';
import { outputFolder } from '../support/output-folder.ts';

async function stored(flows: readonly FlowRecord[], most?: number): Promise<FlowStore> {
  const path = join(await outputFolder(), 'flows.ndjson');
  writeFileSync(path, flows.map((flow) => `${jsonLine(flow)}\n`).join(''));
  return FlowStore.open(path, reportFlows(sampleResult(), { flowRows: 1e6 }), () => undefined, most);
}

test('every row leads back to its line, over many chunks and through hostile text', async () => {
  // About 6 MB: lines lie across the borders of chunks.
  const flows = [
    ...sampleFlows({ times: 10 }),
    ...sampleFlows({ hostile: HOSTILE.long }),
    ...sampleFlows({ hostile: HOSTILE.bidi }),
  ];
  const store = await stored(flows);
  expect(store.search.rows.count).toBe(flows.length);
  for (let row = 0; row < flows.length; row += 97) {
    expect(store.record(row)).toEqual(JSON.parse(JSON.stringify(flows[row])));
    expect(rowView(store.search.rows, row).flowId).toBe(flows[row]?.flow_id);
  }
  expect(store.record(flows.length)).toBeUndefined();
  store.close();
});

test('a flow is found by its id and first frame', async () => {
  const flows = sampleFlows();
  const store = await stored(flows);
  const wanted = flows[200] as FlowRecord;
  expect(store.rowOf(wanted.flow_id, wanted.first_frame)).toBe(200);
  expect(store.rowOf(wanted.flow_id, wanted.first_frame + 1)).toBeUndefined();
  expect(store.rowOf('', 1)).toBeUndefined();
  store.close();
});

test('flows beyond the cap are counted, and seen all the same', async () => {
  const path = join(await outputFolder(), 'flows.ndjson');
  writeFileSync(
    path,
    sampleFlows()
      .map((flow) => `${jsonLine(flow)}\n`)
      .join(''),
  );
  let seen = 0;
  const see = () => {
    seen += 1;
  };
  const store = FlowStore.open(path, reportFlows(sampleResult(), { flowRows: 1e6 }), see, 100);
  expect([store.search.rows.count, store.left, seen]).toEqual([100, 242, 342]);
  store.close();
});

test('a damaged line is counted, and the rows after it keep their places', async () => {
  const path = join(await outputFolder(), 'flows.ndjson');
  const [a, b] = sampleFlows() as [FlowRecord, FlowRecord];
  writeFileSync(path, `${jsonLine(a)}\n{"flow_id":\n${jsonLine(b)}`);
  appendFileSync(path, '');
  const store = FlowStore.open(path, reportFlows(sampleResult(), { flowRows: 10 }), () => undefined);
  expect([store.search.rows.count, store.damaged]).toEqual([2, 1]);
  expect(store.record(1)).toMatchObject({ flow_id: b.flow_id });
  store.close();
});
