import { expect, test } from 'vitest';
import { keccak256 } from '../../src/base/keccak256.ts';

const hash = (text: string) => Buffer.from(keccak256(Buffer.from(text, 'latin1'))).toString('hex');

test('the known hashes of nothing, of a word, and of more than a block', () => {
  expect(hash('')).toBe('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
  expect(hash('abc')).toBe('4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45');
  expect(hash('a'.repeat(135))).not.toBe(hash('a'.repeat(136)));
});

test('it is not SHA-3, whose padding differs', () => {
  expect(hash('')).not.toBe('a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a');
});
