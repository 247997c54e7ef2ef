import { expect, test } from 'vitest';
import { CitedChannels } from '../../src/report/cited-channels.ts';
import { allowedRecords, type ShownRecords } from '../../src/run/allowed-records.ts';
import { eachFlowHead } from '../../src/run/flow-store.ts';
import { NativeFolder } from '../../src/run/native-folder.ts';
import { demoPath } from '../support/demo.ts';

const word = { reason: 'reviewed', owner: 'team' };
const NOTES = { id: 'notes', package: 'com.example.notes', destination: ['sync.notes.example'], ...word };
const folder = NativeFolder.open(demoPath('expected'));

function under(rules: readonly object[], records: ShownRecords = folder): ShownRecords {
  const channels = new CitedChannels(records.findings);
  eachFlowHead(folder.path('flows.ndjson'), (flow) => channels.add(flow));
  const file = { file: 'allow.json', sha256: 'a'.repeat(64), value: { rules } } as never;
  return allowedRecords({ ...records, coverage: folder.coverage }, channels, file);
}

test('a rule explains its finding, and the app with it; the manifest says what it did', () => {
  const { findings, apps, manifest } = under([NOTES, { ...NOTES, id: 'idle', package: 'com.example.none' }]);
  const notes = findings.find(({ app }) => app.packages[0] === 'com.example.notes');
  expect(notes).toMatchObject({
    verdict: 'expected',
    suppressed_by: 'allowlist rule notes (dns sync.notes.example): reviewed',
  });
  expect(apps.find(({ packages }) => packages[0] === 'com.example.notes')).toMatchObject({
    verdict: 'expected',
    areas: { network_transmission: 'explained' },
  });
  expect(findings.filter(({ verdict }) => verdict === 'alert')).toHaveLength(1);
  expect(manifest.policy?.allowlist).toEqual({
    file: 'allow.json',
    sha256: 'a'.repeat(64),
    rules: 2,
    used: [{ rule: 'notes', findings: 1, channels: 1, flows: 19 }],
    unused: [{ rule: 'idle' }],
    expired: [],
  });
});

test('without the rule all is as it was', () => {
  const again = under([], under([NOTES]));
  expect(again.findings).toEqual(folder.findings);
  expect(again.apps).toEqual(folder.apps);
});
