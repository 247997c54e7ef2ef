import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Pseudonyms } from '../../src/report/pseudonyms.ts';
import { readPackKey, writePackKey } from '../../src/run/pack-key.ts';
import { testFolder } from '../support/native-records.ts';

it('a key is made once, read again, and remembers what every pack of it called what', () => {
  const path = join(testFolder(), 'key.json');
  const key = readPackKey(path);
  expect(readPackKey(path).bytes).not.toEqual(key.bytes);
  const first = new Pseudonyms(key.bytes);
  const one = first.name('host', 'one.example');
  writePackKey(path, key, first);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const again = readPackKey(path);
  expect(Buffer.from(again.bytes)).toEqual(Buffer.from(key.bytes));
  const second = new Pseudonyms(again.bytes);
  const two = second.name('host', 'two.example');
  writePackKey(path, again, second);
  expect(JSON.parse(readFileSync(path, 'utf8')).names).toEqual({ [one]: 'one.example', [two]: 'two.example' });
  for (const text of ['', '{}', '{"key":"00"}']) {
    writeFileSync(path, text);
    expect(() => readPackKey(path)).toThrow(/no key of an evidence pack/);
  }
});
