import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExpectations } from '../../src/run/gate-expectations.ts';
import { testFolder } from '../support/native-records.ts';

function read(text: string | Uint8Array) {
  const path = join(testFolder(), 'expectations.yaml');
  writeFileSync(path, text);
  return readExpectations(path);
}

const rules = (text: string | Uint8Array) => read(text).expectations;

describe('an expectations file', () => {
  it('is YAML, or JSON', () => {
    const expected = { app: 'com.example.a', must: [{ port: 443 }], must_not: [] };
    expect(rules('app: com.example.a\nmust:\n  - port: 443\n')).toEqual(expected);
    expect(rules('{"app": "com.example.a", "must": [{"port": 443}]}')).toEqual(expected);
  });

  it('in UTF-16 is read', () => {
    expect(rules(Buffer.from('\ufeffmust: [{port: 3}]', 'utf16le')).must).toEqual([{ port: 3 }]);
  });

  it('over 64 KiB is refused before it is parsed, which would take long', () => {
    expect(() => read('must: [{port: 3}]\n'.padEnd((1 << 16) + 1, '#'))).toThrow('longer than 65536 bytes');
    expect(rules('must: [{port: 3}]\n'.padEnd(1 << 16, '#')).must).toHaveLength(1);
  });

  it('knows the line of each rule', () => {
    const { lineOf } = read('# first\nmust_not:\n  - name: a\n    port: 1\n\n  - port: 2\nmust: [{port: 3}]\n');
    expect([lineOf('must_not', 0), lineOf('must_not', 1), lineOf('must', 0)]).toEqual([3, 6, 7]);
  });

  it('of the documentation is good', () => {
    const page = readFileSync(new URL('../../docs/gate.md', import.meta.url), 'utf8');
    const [, example] = /```yaml\n(app:[\s\S]*?)```/.exec(page) as unknown as [string, string];
    expect(rules(example).must_not).toHaveLength(8);
  });

  it.each([
    ['must: [', /not YAML: .* at line 1, column 8\. docs\/gate\.md shows the form\.$/],
    ['', 'no rule under must or must_not'],
    ['must: []', 'no rule'],
    ['must:\n  - ports: 443', 'line 2: must.0: there is no key "ports"; did you mean port?'],
    ['must:\n  - port: 1\n  - port: x', 'line 3: must.1.port'],
    ['app: x\nrules:\n  - must: x', 'line 2: the file: there is no key "rules"'],
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

  it('that is a capture is named as one', () => {
    const path = join(testFolder(), 'cap.pcap');
    writeFileSync(path, Buffer.from('d4c3b2a102000400', 'hex'));
    expect(() => readExpectations(path)).toThrow(`--expect ${path} is a packet capture: give it as an argument`);
  });

  it('that is not there is named', () => {
    expect(() => readExpectations('/nowhere.yaml')).toThrow('--expect /nowhere.yaml: no such file');
  });
});
