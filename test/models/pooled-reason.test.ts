import { expect, test } from 'vitest';
import type { MessagePool } from '../../src/features/message-pool.ts';
import {
  describeExchange,
  describeFormat,
  describeIds,
  describeLeft,
  describePool,
  describeRecords,
} from '../../src/models/pooled-reason.ts';

const pool: MessagePool = {
  verdict: 'uniform',
  messages: 29,
  bytes: 1872,
  skipped: 11,
  trailer: 1,
  entropyBits: 7.891,
  entropyZ: 0.24,
  chiSquareZ: -0.31,
  popcountZ: 1,
};

test('what was tested is counted, with what was left out and the numbers', () => {
  expect(describePool('originators', pool, false)).toBe(
    'originators: 1872 bytes of 29 different messages (11 skipped in each message, 1 left out at its end) are uniform together: entropy 7.89 bits (z 0.2), chi-square z -0.3, popcount z 1',
  );
  expect(describePool('originators', { ...pool, skipped: 0, trailer: 0 }, true)).toMatch(
    /messages are uniform together.*; equal blocks of 16 bytes, which repeat, counted once$/,
  );
});

test('other verdicts say why', () => {
  const said = (verdict: MessagePool['verdict']) => describePool('responders', { ...pool, verdict }, false);
  expect(said('not_uniform')).toContain('are not uniform together');
  expect(said('fields')).toContain('are fields that repeat from message to message');
  expect(said('repeating')).toContain('hold ids that come again at other places');
  expect(said('too_few')).toContain('are too few to judge together');
  expect(describeFormat('brotli')).toContain('brotli');
  expect(describeIds()).toContain('one size');
  expect(describeRecords(20)).toContain('records of 20 bytes');
});

test('ids on both sides and what is left behind a header are told', () => {
  expect(describeExchange()).toContain('ids come again at other places');
  expect(describeLeft(25)).toContain('25 bytes of this flow are left: too few to judge');
});
