// `dumpsys activity processes`: which processes ran as which UID in which state at one moment. States by their abbreviations, since the numbers
// shifted between releases.

import { EvidenceArea } from './coverage-record.ts';
import type { ImportContext, Importer, LineReader } from './importer.ts';
import { NO_SNAPSHOT_TIME, snapshotLines } from './snapshot-time.ts';
import { parseUid } from './uid.ts';

export const activityProcessesImporter = {
  format: 'activity-processes',
  summary: 'dumpsys activity processes: processes with UID and state, and the state of each UID, at one moment.',
  yields: ['app states'],
  sights: [
    { area: EvidenceArea.backgroundExecution, always: true, scope: 'device', blindTo: ['states between two dumps'] },
  ],
  source: '(echo "### $(date +%s)"; adb shell dumpsys activity processes)',
  sniff: (firstLines) =>
    firstLines.some((line) => /^ACTIVITY MANAGER RUNNING PROCESSES/.test(line) || PROCESS.test(line)) ? 0.95 : 0,
  open: (context) => readProcesses(context),
} as const satisfies Importer;

/** `Proc #93: prcp F/S/FGS ---NFU t: 0 8959:name/u0a293 (fg-service)`; a process name may hold colons, and `u0a120i5` is an isolated process of u0a120. */
const PROCESS =
  /^\s*(?:Proc|PERS) ?#\s*\d+:.{0,40}?[A-Z ]\/[A-Z ]\/([A-Z]{2,5})\s.{0,60}?\b(\d+):(\S{1,255})\/(u\d+(?:a|i|ai|s)\d+|\d+)(?:i\d+)?(?:\s+\(([^)]*)\))?/;
/** `UidRecord{5baa1f0 u0a140 FGS fgServices …}` */
const UID_RECORD = /\bUidRecord\{\S+ (u\d+(?:a|i|ai|s)\d+|\d+) +([A-Z]{2,5})\b/;
const MAX_LINE = 4096;

function readProcesses(context: ImportContext): LineReader {
  return snapshotLines(context, MAX_LINE, (text, line, time) => {
    const process = PROCESS.exec(text);
    const record = process === null ? UID_RECORD.exec(text) : null;
    if (process === null && record === null) return undefined;
    if (time.us === undefined) return NO_SNAPSHOT_TIME;
    const uidText = process?.[4] ?? record?.[1] ?? '';
    const uid = parseUid(uidText);
    if (uid === undefined) return `${JSON.stringify(uidText)} is no UID`;
    context.emit({
      action: 'proc_state',
      dataset: 'dumpsys.activity',
      line,
      timeUs: time.us,
      uid,
      pid: process === null ? undefined : Number(process[2]),
      processName: process?.[3],
      procState: process?.[1] ?? record?.[2],
      startReason: process?.[5],
    });
    return undefined;
  });
}
