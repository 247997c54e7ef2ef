import { expect, test } from 'vitest';
import { srtRecogniser } from '../../src/flows/recognise-srt.ts';
import { altered, hex, joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

const HEADER = hex('80000000 00000000 00000010 00000000');
const INDUCTION = 1;
const CONCLUSION = 0xffffffff;

/** Version, encryption field, extension field, first number, MTU, window, kind, socket, cookie, address, and what follows. */
function handshake(version: number, field: number, kind: number, extensions = ''): Uint8Array {
  const body = Buffer.alloc(48);
  body.writeUInt32BE(version, 0);
  body.writeUInt16BE(field, 6);
  body.writeUInt32BE(0x12345678, 8);
  body.writeUInt32BE(1500, 12);
  body.writeUInt32BE(8192, 16);
  body.writeUInt32BE(kind, 20);
  return joined(HEADER, body, hex(extensions));
}

const HSREQ = '0001 0003 00010501 000000bf 00780078';
const KMREQ = '0003 0002 12202901 00000000';
const CALL = handshake(4, 2, INDUCTION);
const ANSWER = handshake(5, 0x4a17, INDUCTION);
const data = (flags: string) => hex(`00000001 ${flags}000001 00000020 00001234 4711081547110815`);
const opened = [orig(CALL), resp(ANSWER)];
const inTheClear = [...opened, orig(handshake(5, 1, CONCLUSION, HSREQ)), resp(handshake(5, 1, CONCLUSION, HSREQ))];

test('a call and an answer with the magic are SRT in the clear', () => {
  expect(recognise(srtRecogniser, opened)).toMatchObject({ service: 'srt', kind: 'cleartext' });
  expect(recognise(srtRecogniser, [...inTheClear, orig(data('e0'))])).toMatchObject({ kind: 'cleartext' });
});

test('keys that both sides exchanged, or data that names one, are encryption', () => {
  const keyed = handshake(5, 3, CONCLUSION, HSREQ + KMREQ);
  expect(recognise(srtRecogniser, [...opened, orig(keyed), resp(keyed)])).toMatchObject({
    service: 'srt',
    kind: 'standard',
  });
  const plain = resp(handshake(5, 1, CONCLUSION, HSREQ));
  expect(recognise(srtRecogniser, [...opened, orig(keyed), plain])?.kind).toBe('cleartext');
  expect(recognise(srtRecogniser, [...inTheClear, orig(data('e8'))])?.kind).toBe('standard');
});

test('UDT, whose handshake it is, another kind and extensions that end elsewhere are none', () => {
  expect(recognise(srtRecogniser, [orig(CALL), resp(handshake(4, 2, INDUCTION))])).toBeUndefined();
  expect(recognise(srtRecogniser, [orig(CALL), resp(altered(ANSWER, 39, 9))])).toBeUndefined();
  expect(recognise(srtRecogniser, [orig(handshake(5, 1, CONCLUSION, `${HSREQ}00`))])).toBeUndefined();
  expect(recognise(srtRecogniser, [orig(CALL.subarray(0, 60)), resp(ANSWER)])).toBeUndefined();
});
