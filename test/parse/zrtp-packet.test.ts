import { expect, test } from 'vitest';
import { isZrtpPacket } from '../../src/parse/zrtp-packet.ts';
import { altered } from '../support/recogniser-runs.ts';
import { zrtpHello } from '../support/zrtp-bytes.ts';

const hello = zrtpHello();

test('a packet with the right checksum is ZRTP', () => {
  expect(isZrtpPacket(hello, 0, hello.length)).toBe(true);
});

test('every byte that differs, and every cut, is none', () => {
  for (let at = 0; at < hello.length; at++)
    expect(isZrtpPacket(altered(hello, at), 0, hello.length), `byte ${at}`).toBe(false);
  for (let length = 0; length < hello.length; length++) expect(isZrtpPacket(hello, 0, length)).toBe(false);
});
