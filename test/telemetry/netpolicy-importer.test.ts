import { expect, it } from 'vitest';
import { netpolicyImporter } from '../../src/telemetry/netpolicy-importer.ts';
import { at, importText } from './telemetry-fixture.ts';

const DUMP = `System ready: true
Status for all known UIDs:
  UID=10234 state={procState=TOP ,seq=50441,cap=LCMNFU} blocked_state={blocked=NONE,allowed=FOREGROUND,effective=NONE}
  UID=1010088 state={procState=CAC ,seq=50442,cap=------} blocked_state={blocked=NONE}
`;

it('the state of each UID is read at the moment of the dump', () => {
  expect(importText(netpolicyImporter, DUMP, { takenUs: at(1) }).states).toMatchObject([
    { action: 'proc_state', uid: 10234, procState: 'TOP', timeUs: at(1), line: 3 },
    { uid: 1010088, procState: 'CAC' },
  ]);
  expect(importText(netpolicyImporter, DUMP).rejected).toHaveLength(2);
  expect(netpolicyImporter.sniff(DUMP.split('\n'))).toBeGreaterThan(0.8);
  expect(netpolicyImporter.sniff(['UID=1'])).toBe(0);
});
