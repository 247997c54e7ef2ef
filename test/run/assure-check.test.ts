import { describe, expect, it } from 'vitest';
import { evidenceRecord } from '../../src/evidence/evidence-item.ts';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { checkAssurance } from '../../src/run/assure-check.ts';
import { EvidenceArea } from '../../src/telemetry/coverage-record.ts';

const truth = {
  schema: 'cipherscope.assure/1' as const,
  uid: 10101,
  pid: 7,
  start: '',
  end: '',
  destination: { ip: '192.0.2.1', port: 9000 },
  local_ports: [1, 2],
  rounds: 2,
  key_pairs: 2,
  calls: 4,
  outputs: 4,
  files: 2,
  sends: 6,
};
const flow = (port: number, uid?: number) =>
  ({
    orig: { port },
    resp: { ip: '192.0.2.1', port: 9000 },
    ...(uid === undefined ? {} : { app: { uid } }),
  }) as FlowRecord;
const piece = (area: EvidenceArea, kind: string, numbers: Record<string, number>) =>
  evidenceRecord('x', {
    kind,
    area,
    startUs: 0,
    endUs: 0,
    bits: 1,
    statement: 's',
    formula: 'f',
    numbers,
    sources: [],
  });
const finding = (...evidence: ReturnType<typeof piece>[]) =>
  [{ app: { uid: 10101 }, evidence }] as unknown as FindingRecord[];
const coverage = [
  {
    area: 'key_lifecycle' as const,
    status: 'none' as const,
    datasets: [],
    covered: [],
    gaps: [],
    blind_to: [],
    effect: '',
    remedy: 'Hook it.',
  },
];

describe('the check of a collection', () => {
  it('sees what evidence and attribution show, against what was done', () => {
    const areas = checkAssurance(
      truth,
      finding(
        piece(EvidenceArea.keyLifecycle, 'key_events', { events: 4 }),
        piece(EvidenceArea.asymmetricApiUse, 'crypto_use', { calls: 1 }),
        piece(EvidenceArea.ciphertextTransformation, 'content_match', { outputs: 4 }),
        piece(EvidenceArea.backgroundExecution, 'background', { known: 6 }),
      ),
      [flow(1, 10101), flow(2, 10101), flow(3, 10101)],
      coverage,
    );
    expect(areas.map(({ result, detail }) => [result, detail])).toEqual([
      ['seen', '2 of 2 key pairs'],
      ['in part', '1 of 4 calls'],
      ['seen', '4 of 4 ciphertexts, found on the wire'],
      ['seen', '2 of 2 connections with a known state'],
      ['seen', '2 of 2 connections with their app, 2 in the capture'],
    ]);
  });

  it('says what to change where nothing was seen, and does not take another app’s flows for the program’s', () => {
    const areas = checkAssurance(truth, [], [flow(1, 10102), flow(2)], coverage);
    expect(areas.every(({ result }) => result === 'not seen')).toBe(true);
    expect(areas[0]?.remedy).toBe('Hook it.');
    expect(areas.at(-1)?.detail).toBe('0 of 2 connections with their app, 2 in the capture');
  });

  it('takes the advice of the app’s own row before that of all apps', () => {
    const own = { ...coverage[0], app: { uid: 10101, packages: [] }, remedy: 'Hook it earlier.' };
    const [keys] = checkAssurance(truth, [], [flow(1)], [...coverage, own, { ...own, app: { uid: 7, packages: [] } }]);
    expect(keys?.remedy).toBe('Hook it earlier.');
  });

  it('says of logs that saw the program, and of no connection with its app, that they were there', () => {
    const logged = (records: number) => [
      {
        ...coverage[0],
        app: { uid: 10101, packages: [] },
        datasets: [{ name: 'crypto', file: 'c', records, rejected: 0 }],
      },
    ];
    expect(checkAssurance(truth, [], [flow(1)], logged(7))[0]).toEqual({
      area: 'key_lifecycle',
      result: 'in part',
      detail: '7 log lines of the program, of no use while no connection is known to be its own',
      remedy: '',
    });
    expect(checkAssurance(truth, [], [flow(1)], logged(0))[0]?.result).toBe('not seen');
    expect(checkAssurance(truth, [], [flow(1, 10101)], logged(7))[0]?.result).toBe('not seen');
  });

  it('says of a capture without the program where and when to capture, and blames no log', () => {
    const areas = checkAssurance({ ...truth, start: 'ten', end: 'eleven' }, [], [], coverage);
    expect(areas.slice(0, -1).map(({ remedy }) => remedy)).toEqual(['', '', '', '']);
    expect(areas.at(-1)?.detail).toBe('0 of 2 connections with their app, 0 in the capture');
    expect(areas.at(-1)?.remedy).toBe(
      "The capture has none of the program's connections to 192.0.2.1:9000: capture on its way from ten to eleven, while it runs.",
    );
    const local = { ...truth, destination: { ip: '127.0.0.1', port: 9000 } };
    expect(checkAssurance(local, [], [], coverage).at(-1)?.remedy).toContain('on the loopback interface');
  });
});
