import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { countFlow, viewedResult } from '../../src/report/viewed-result.ts';
import { NativeFolder } from '../../src/run/native-folder.ts';
import { demoPath } from '../support/demo.ts';

test('the totals of the demo are those of its flows, its channels the foremost', async () => {
  const folder = demoPath('expected');
  const lines = readFileSync(join(folder, 'flows.ndjson'), 'utf8').trim().split('\n');
  const flows = lines.map((line) => JSON.parse(line) as FlowRecord);
  const result = await viewedResult(NativeFolder.open(folder));
  for (const flow of flows) countFlow(result, flow);
  expect(result.totals.flows).toBe(flows.length);
  expect(result.totals.bytes).toBe(flows.reduce((sum, { orig, resp }) => sum + orig.bytes + resp.bytes, 0));
  expect(result.totals.unattributedFlows).toBe(flows.filter(({ app }) => app === undefined).length);
  expect(result.totals.encryption['custom']).toBe(
    flows.filter(({ encryption }) => encryption.class === 'custom').length,
  );
  expect(result.channels.flows).toBe(flows.length);
  expect(result.channels.foremost(1)[0]?.encryption.class).toMatch(/custom|embedded/);
});
