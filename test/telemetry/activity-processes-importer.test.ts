import { expect, it } from 'vitest';
import { activityProcessesImporter } from '../../src/telemetry/activity-processes-importer.ts';
import { at, importText } from './telemetry-fixture.ts';

const DUMP = `ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)
  Process LRU list (sorted by oom_adj, 93 total, non-act at 5, non-svc at 5):
    Proc #93: prcp   F/S/FGS  ---NFU  t: 0 8959:moe.shizuku.privileged.api/u0a293 (fg-service)
    Proc # 5: cch+ 5 B/ /CAC  ------  t: 0 5120:com.android.chrome:sandboxed_process0:org.chromium.Service:0/u0a120i5 (cch-act)
    PERS #92: sys    F/ /PER  LCMNFU  t: 0 1409:system/1000 (fixed)
  UID states:
    UID u0a140: UidRecord{5baa1f0 u0a140 SVC  bg:+21m52s733ms idle change:… procs:0 seq(1,1)}
`;

it('processes and UIDs are read with their state, at the moment of the mark', () => {
  const { states, rejected } = importText(activityProcessesImporter, `### 1767225605\n${DUMP}`);
  expect(rejected.map(({ reason }) => reason)).toEqual([]);
  expect(
    states.map(({ uid, pid, processName, procState, startReason, timeUs }) => [
      uid,
      pid,
      processName,
      procState,
      startReason,
      timeUs,
    ]),
  ).toEqual([
    [10293, 8959, 'moe.shizuku.privileged.api', 'FGS', 'fg-service', at(5)],
    [10120, 5120, 'com.android.chrome:sandboxed_process0:org.chromium.Service:0', 'CAC', 'cch-act', at(5)],
    [1000, 1409, 'system', 'PER', 'fixed', at(5)],
    [10140, undefined, undefined, 'SVC', undefined, at(5)],
  ]);
});

it('a dump of which nobody says when it was taken is refused with what mends it; a file name or --log-time says it', () => {
  const { states, rejected } = importText(activityProcessesImporter, DUMP);
  expect(states).toEqual([]);
  expect(rejected[0].reason).toMatch(/--log-time.*### EPOCH.*file name/);
  expect(importText(activityProcessesImporter, DUMP, { takenUs: at(7) }).states[0].timeUs).toBe(at(7));
});

it('is recognised', () => {
  expect(activityProcessesImporter.sniff(DUMP.split('\n'))).toBeGreaterThan(0.9);
  expect(activityProcessesImporter.sniff(['Proc of nothing'])).toBe(0);
});
