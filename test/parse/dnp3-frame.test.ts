import { expect, test } from 'vitest';
import { isDnp3Header } from '../../src/parse/dnp3-frame.ts';
import { altered, hex, joined } from '../support/recogniser-runs.ts';

const FRAME = hex('0564 05 c0 0100 0004 e921');

test('a header with the right checksum is DNP3, wherever it stands', () => {
  expect(isDnp3Header(FRAME, 0)).toBe(true);
  expect(isDnp3Header(joined(hex('ffff'), FRAME), 2)).toBe(true);
});

test('every byte that differs, and every cut, is none', () => {
  for (let at = 0; at < FRAME.length; at++) expect(isDnp3Header(altered(FRAME, at), 0), `byte ${at}`).toBe(false);
  for (let length = 0; length < FRAME.length; length++) expect(isDnp3Header(FRAME.subarray(0, length), 0)).toBe(false);
});
