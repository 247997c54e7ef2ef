import { expect, it } from 'vitest';
import { EncryptionClass } from '../../src/flows/flow-record.ts';
import { isUnexplainedClass } from '../../src/models/unexplained-class.ts';

it('is custom encryption and ciphertext inside a cleartext protocol, and no other class', () => {
  expect(Object.values(EncryptionClass).filter(isUnexplainedClass)).toEqual(['custom', 'embedded']);
  expect(isUnexplainedClass('constructor')).toBe(false);
});
