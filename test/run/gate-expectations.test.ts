import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExpectations } from '../../src/run/gate-expectations.ts';
import { testFolder } from '../support/native-records.ts';

function read(text: string) {
  const path = join(testFolder(), 'expectations.yaml');
  writeFileSync(path, text);
  return readExpectations(path);
}

describe('an expectations file', () => {
  it('is YAML, or JSON', () => {
    const expected = { app: 'com.example.a', must: [{ port: 443 }], must_not: [] };
    expect(read('app: com.example.a\nmust:\n  - port: 443\n')).toEqual(expected);
    expect(read('{"app": "com.example.a", "must": [{"port": 443}]}')).toEqual(expected);
  });

  it('of the documentation is good', () => {
    const page = readFileSync(new URL('../../docs/gate.md', import.meta.url), 'utf8');
    const [, example] = /```yaml\n(app:[\s\S]*?)```/.exec(page) as unknown as [string, string];
    expect(read(example).must_not).toHaveLength(8);
  });

  it.each([
    ['must: [', 'not YAML'],
    ['', 'no rule under must or must_not'],
    ['must: []', 'no rule'],
    ['must:\n  - ports: 443', 'line 2: must.0: there is no key "ports"; did you mean port?'],
    ['must:\n  - port: 1\n  - port: x', 'line 3: must.1.port'],
    ['muts: []', 'line 1: the file: there is no key "muts"; did you mean must?'],
    ['must:\n  - name: nothing', 'a rule says something'],
    ['must_not:\n  - port: 99999', 'must_not.0.port'],
    ['must_not:\n  - destination: "*"', 'must_not.0.destination'],
    ['must_not:\n  - encryption: bogus', 'must_not.0.encryption: expects one or several of standard, '],
    ['must_not:\n  - service: htpp', 'line 2: must_not.0.service: there is no service "htpp"; did you mean http?'],
    ['must_not:\n  - verdict: alert\n    port: 1', 'stand alone'],
    ['must_not:\n  - periodic: true\n    tls_below: "1.2"', 'periodic goes with'],
    ['a: &a [x]\nb: *a', 'not YAML'],
    ['- just\n- a list', 'the file'],
  ])('%j is refused: %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('that is not there is named', () => {
    expect(() => readExpectations('/nowhere.yaml')).toThrow('--expect /nowhere.yaml: no such file');
  });
});
