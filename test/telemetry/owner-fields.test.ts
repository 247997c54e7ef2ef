import { expect, it } from 'vitest';
import { readEventOwner } from '../../src/telemetry/owner-fields.ts';
import { fieldsOfObject } from '../../src/telemetry/row-fields.ts';

const KEYS = ['android.uid', 'android.user_id', 'package.name', 'process.pid', 'process.name'];
const read = (row: Record<string, unknown>) => {
  const fields = fieldsOfObject(row, { keys: new Set(KEYS), aliases: new Map() });
  return { owner: readEventOwner(fields), problem: fields.problem };
};

it('an owner is any of UID, package, user, process', () => {
  const row = {
    'android.uid': 'u10_a88',
    'android.user_id': 10,
    'package.name': 'a.b',
    'process.pid': 7,
    'process.name': 'a.b:x',
  };
  expect(read(row).owner).toEqual({ uid: 1010088, userId: 10, packageName: 'a.b', pid: 7, processName: 'a.b:x' });
});

it('a negative UID is unknown, a text that is none is a problem', () => {
  expect(read({ 'android.uid': -1 })).toMatchObject({ owner: { uid: undefined }, problem: undefined });
  expect(read({ 'android.uid': '?' }).problem).toContain('is no UID');
});
