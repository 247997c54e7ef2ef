import { expect, test } from 'vitest';
import { objectId, observableId } from '../../src/report/stix-object.ts';

test('observables have the ids that the specification gives them', () => {
  expect(observableId('ipv4-addr', { value: '198.51.100.3' })).toBe('ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4');
  const domain = observableId('domain-name', { value: 'example.com' });
  expect(domain).toBe('domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7');
});

test('the same content has the same id, in any order of keys; other content another one', () => {
  expect(observableId('x', { a: 1, b: ['c'] })).toBe(observableId('x', { b: ['c'], a: 1 }));
  expect(observableId('x', { a: 1 })).not.toBe(observableId('x', { a: 2 }));
  expect(observableId('x', { a: 1, b: undefined })).toBe(observableId('x', { a: 1 }));
  expect(objectId('note', 'a', 'b')).not.toBe(objectId('note', 'a', 'c'));
  expect(objectId('note', 'a')).toMatch(/^note--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
