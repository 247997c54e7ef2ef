// `dumpsys netpolicy`: the state of each UID as the network policy sees it, at one moment.

import { EvidenceArea } from './coverage-record.ts';
import type { ImportContext, Importer, LineReader } from './importer.ts';
import { NO_SNAPSHOT_TIME, snapshotLines } from './snapshot-time.ts';

export const netpolicyImporter = {
  format: 'netpolicy',
  summary: 'dumpsys netpolicy: the process state of each UID at one moment.',
  yields: ['app states'],
  sights: [
    { area: EvidenceArea.backgroundExecution, always: true, scope: 'device', blindTo: ['states between two dumps'] },
  ],
  source: '(echo "### $(date +%s)"; adb shell dumpsys netpolicy)',
  sniff: (firstLines) =>
    firstLines.some((line) => STATE.test(line) || /^Network policies:|^Policy for UIDs:/.test(line)) ? 0.9 : 0,
  open: (context) => readNetpolicy(context),
} as const satisfies Importer;

const STATE = /\bUID=(\d{1,10})\b.{0,40}?\bstate=\{procState=([A-Z]{2,5})\b/;
const MAX_LINE = 4096;

function readNetpolicy(context: ImportContext): LineReader {
  return snapshotLines(context, MAX_LINE, (text, line, time) => {
    const state = STATE.exec(text);
    if (state === null) return undefined;
    if (time.us === undefined) return NO_SNAPSHOT_TIME;
    context.emit({
      action: 'proc_state',
      dataset: 'dumpsys.netpolicy',
      line,
      timeUs: time.us,
      uid: Number(state[1]),
      procState: state[2],
    });
    return undefined;
  });
}
