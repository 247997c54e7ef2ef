import { expect, it } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { parseFilter, selectRows } from '../../src/report/flow-filter.ts';
import { missingFilter } from '../../src/report/missing-filter.ts';
import { analyze } from '../../src/run/analyze.ts';
import { tunnel } from '../../src/telemetry/other-opinions.ts';
import { sampleFlows } from '../support/analysis-result.ts';
import { demoCapture, demoLogs, demoSocketLogs } from '../support/demo.ts';
import { rowsOf } from '../support/report-parts.ts';

const SENTENCES: readonly (readonly [cause: string, sentences: readonly string[]])[] = [
  ['no socket log was given', ['No socket log was given.', 'No socket log of pixel was given.']],
  ['no line of the socket logs could be used', ['No line of the socket logs could be used.']],
  ['no log lists sockets of its transport', ['No socket log says who owns icmp packets.']],
  [
    'no socket log covers its time',
    ['The socket log ends 12.0 s before it.', 'The socket log begins 8.0 s after the flow.'],
  ],
  [
    'no row of the socket logs has its tuple',
    [
      'No row of the socket log has tcp 10.0.2.15:5 to 203.0.113.7:8443: the socket lived shorter than a poll, or nobody logged it.',
    ],
  ],
  ['the rows with its tuple are too far away in time', ['The nearest row with this tuple is 40.0 s away (a.log:3).']],
  [
    'the rows with its tuple name no owner',
    ['The row with this tuple names no owner (a.log:3): its socket was closing, or its source did not know.'],
  ],
  [
    'no log tells the UID of the package that its row names',
    [
      'The row of this flow names a.b (a.log:3), whose UID no log tells: give the output of "pm list packages -U" with -t.',
    ],
  ],
  [
    'the only matching socket serves another flow',
    ['The only socket with this tuple serves a flow that overlaps this one or has its very addresses.'],
  ],
  ['it is the tunnel of a VPN app', [tunnelSentence()]],
  [
    'it is traffic of adb or of the emulator',
    ['The flow steers the emulator over gRPC: it serves the analysis and belongs to no app.'],
  ],
];

function tunnelSentence(): string {
  const outcome = tunnel(10_200);
  return 'missing' in outcome ? outcome.missing : '';
}

const [flow] = sampleFlows() as [FlowRecord, ...FlowRecord[]];
const { app: _, ...nobody } = flow;
const sentences = SENTENCES.flatMap(([, own]) => own);
const rows = rowsOf(sentences.map((sentence) => ({ ...nobody, app_missing: sentence }) as FlowRecord));

it.each(SENTENCES)('finds the flows of a cause and no others: %s', (cause, own) => {
  const found = [...selectRows(rows, parseFilter(missingFilter(cause) ?? ''))];
  expect(found.map((row) => sentences[row]).sort()).toEqual([...own].sort());
});

it('knows no filter for a cause that no analysis gives', () => {
  expect(missingFilter('the moon')).toBeUndefined();
  expect(missingFilter('constructor')).toBeUndefined();
});

it.each([
  ['all logs', [demoLogs]],
  ['socket logs', demoSocketLogs],
  ['no log', []],
])('finds as many flows of the demo as the summary counts: %s', async (_name, telemetry) => {
  const run = analyze(demoCapture, { telemetry: [...telemetry], workers: 1 });
  const flows: FlowRecord[] = [];
  let step = await run.next();
  for (; !step.done; step = await run.next()) flows.push(step.value);
  const demo = rowsOf(flows);
  const counts = new Map<string, number>();
  for (const { gaps } of step.value.coverage) {
    for (const { cause } of gaps) {
      const [, count, reason] = /^(\d+) of \d+ flows? ha(?:s|ve) no app: (.+)$/s.exec(cause) ?? [];
      if (reason !== undefined) counts.set(reason, Number(count));
    }
  }
  expect(counts.size).toBeGreaterThan(0);
  for (const [reason, count] of counts)
    expect(selectRows(demo, parseFilter(missingFilter(reason) ?? 'nothing')).length, reason).toBe(count);
});
