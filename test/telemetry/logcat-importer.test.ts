import { describe, expect, it } from 'vitest';
import { logcatImporter } from '../../src/telemetry/logcat-importer.ts';
import { at, importText } from './telemetry-fixture.ts';

const read = (text: string, options: Parameters<typeof importText>[2] = {}) =>
  importText(logcatImporter, text, options);

const EVENTS = `--------- beginning of events
1767225600.100  1000  1409  4452 I am_proc_start: [0,4211,10234,com.example:sync,broadcast,{com.example/.Boot}]
1767225601.000  1000  1409  4452 I am_uid_idle: 10069
1767225601.500  1000  1409  4452 I am_pss: [1,2,3]
1767225602.000  u0_a234  4211  4211 I wm_on_resume_called: [171234567,com.example.Main,RESUME]
--------- beginning of security
1767225603.000  1000  1017  1017 I security_key_generated: [1,k,10234]
--------- beginning of main
1767225604.000  1017   500   500 I keystore2: In create_operation. AppUid(10234), None, TEE
`;

describe('a log of several buffers', () => {
  it('gives states, keys and key use, and says which areas it watched', () => {
    const { states, crypto, rejected, watched } = read(EVENTS);
    expect(rejected).toEqual([]);
    expect(states.map(({ action, line, timeUs }) => [action, line, timeUs])).toEqual([
      ['process_start', 2, at(0.1)],
      ['uid_idle', 3, at(1)],
      ['activity_resumed', 5, at(2)],
    ]);
    expect(crypto.map(({ action, dataset, uid }) => [action, dataset, uid])).toEqual([
      ['keypair_generated', 'logcat.security', 10234],
      ['keypair_accessed', 'logcat.keystore2', 10234],
    ]);
    expect([...watched].sort()).toEqual(['background_execution', 'key_lifecycle']);
  });

  it('of other buffers alone watches nothing', () => {
    expect(read('--------- beginning of main\n1767225604.000  1  2  3 I x: y').watched.size).toBe(0);
  });
});

it('the long shape has its message on the next line', () => {
  const text = '[ 1767225600.100  1409: 4452 I/am_uid_idle ]\n10069\n\n[ 1767225601.100  1409: 4452 I/x ]\na\nb\n';
  expect(read(text)).toMatchObject({ states: [{ action: 'uid_idle', uid: 10069, line: 2 }], rejected: [] });
});

describe('what is missing', () => {
  it('is told by chatty, and by a clock that was set back', () => {
    const text = `1767225600.000  1  2  3 I chatty: uid=10234(com.example) expire 17 lines
1767225600.500  1  2  3 I chatty: uid=10234(com.example) identical 3 lines
1767225700.000  1  2  3 I am_uid_idle: 1
1767225690.000  1  2  3 I am_uid_idle: 1`;
    expect(read(text).gaps).toEqual([
      { endUs: at(0), cause: 'dropped 17 lines of one process' },
      { startUs: at(90), endUs: at(100), cause: 'goes back by 10.0 s at line 4' },
    ]);
  });
});

describe('damaged lines', () => {
  it('are rejected with a reason each, and the rest is read', () => {
    const text = `01-01 00:00:00.000  1  2 I am_uid_idle: 1
I/am_uid_idle( 1): 1
some text
1767225600.000  1  2  3 I am_proc_start: [0]
1767225600.000  1  2  3 I am_uid_idle: 7`;
    const { rejected, states } = read(text);
    expect(rejected.map(({ line, naive }) => [line, naive])).toEqual([
      [1, true],
      [2, false],
      [3, false],
      [4, false],
    ]);
    expect(states).toHaveLength(1);
  });

  it('of a boot clock are placed by an anchor', () => {
    expect(read('12.000  1  2 I am_uid_idle: 7').rejected[0].reason).toContain('boot=SECONDS');
    expect(read('### 1767225700 boot=100.0\n12.000  1  2 I am_uid_idle: 7').states[0].timeUs).toBe(at(12));
  });
});

it('is recognised by its banner or its lines', () => {
  expect(logcatImporter.sniff(EVENTS.split('\n'))).toBeGreaterThan(0.8);
  expect(logcatImporter.sniff(['01-01 00:00:00.000  1  2 I am_uid_idle: 1'])).toBeGreaterThan(0.8);
  expect(logcatImporter.sniff(['hello', 'world'])).toBe(0);
});
