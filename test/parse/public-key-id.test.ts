import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { publicKeyId } from '../../src/parse/public-key-id.ts';

test('the id is the SHA-256 of the key, and of no other one', () => {
  const key = Uint8Array.of(4, 1, 2, 3);
  expect(publicKeyId(key)).toBe(createHash('sha256').update(key).digest('hex'));
  expect(publicKeyId(key)).not.toBe(publicKeyId(Uint8Array.of(4, 1, 2, 2)));
});
