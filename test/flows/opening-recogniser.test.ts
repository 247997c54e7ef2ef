import { expect, test } from 'vitest';
import { openingRecogniser } from '../../src/flows/opening-recogniser.ts';
import { ascii, hex, joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

const plain = openingRecogniser({ name: 'x', transport: 'tcp', title: 'X', orig: ['"HELLO"'], resp: ['"HI"'] });
const sized = openingRecogniser({
  name: 'y',
  transport: 'both',
  title: 'Y',
  orig: ['81 0.'],
  length: { at: 2, bytes: 2, adds: 4, padding: 2 },
  kind: 'custom',
  scheme: 'z',
});

test('a side that has patterns and spoke must match', () => {
  expect(recognise(plain, [orig(ascii('HELLO there')), resp(ascii('HI'))])).toEqual({
    service: 'x',
    kind: 'cleartext',
    reason: 'the first bytes of X',
  });
  expect(recognise(plain, [orig(ascii('HELLO'))])?.service).toBe('x');
  expect(recognise(plain, [orig(ascii('HELLO')), resp(ascii('NO'))])).toBeUndefined();
  expect(recognise(plain, [orig(ascii('HELL'))])).toBeUndefined();
});

test('too few bits prove nothing', () => {
  expect(recognise(plain, [resp(ascii('HI'))])).toBeUndefined();
});

test('a length field must lead to the end of the message, its padding included', () => {
  const udp = { protocol: 17 };
  expect(recognise(sized, [orig(hex('8102 0002 aabb'))], udp)).toMatchObject({
    service: 'y',
    kind: 'custom',
    scheme: 'z',
  });
  expect(recognise(sized, [orig(hex('8102 0002 aabb 0000'))], udp)?.service).toBe('y');
  expect(recognise(sized, [orig(hex('8102 0003 aabb'))], udp)).toBeUndefined();
});

test('in a stream it may lead to the next message as well', () => {
  const message = hex('8102 0002 aabb');
  expect(recognise(sized, [orig(joined(message, message, message))], { protocol: 6 })?.service).toBe('y');
  expect(recognise(sized, [orig(joined(message, message))], { protocol: 17 })).toBeUndefined();
  expect(recognise(sized, [orig(joined(message, hex('99')))], { protocol: 6 })).toBeUndefined();
});

test('what it proves is computed from the bits, and custom ciphers are proprietary', () => {
  expect(plain.proves).toContain("each side's first bytes, fixed by X (chance 4e-9)");
  expect(sized.proves).toContain("the originator's first bytes, fixed by Y, and a length field that is right");
  expect(sized.proprietary).toBe(true);
  expect(plain.proprietary).toBeUndefined();
});
