import { expect, test } from 'vitest';
import { wireguardRecogniser } from '../../src/flows/recognise-wireguard.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, corpora, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const message = (type: number, length: number, ...words: number[]): Uint8Array => {
  const bytes = randomBytes(length, random);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of [type, ...words].entries()) view.setUint32(i * 4, word, true);
  return bytes;
};
const random = randomNumbers(21);
const INITIATION = message(1, 148, 0xaabbccdd);
const RESPONSE = message(2, 92, 0x11223344, 0xaabbccdd);

test('an initiation and its response are WireGuard', () => {
  expect(recognise(wireguardRecogniser, [orig(INITIATION), resp(RESPONSE)])).toEqual({
    service: 'wireguard',
    kind: 'standard',
    reason: 'WireGuard: an initiation, and the response that repeats its index',
  });
  expect(recognise(wireguardRecogniser, [orig(INITIATION)])?.service).toBe('wireguard');
});

test('a client id in the reserved bytes needs the response as its proof', () => {
  const warp = altered(INITIATION, 1, 7);
  expect(recognise(wireguardRecogniser, [orig(warp), resp(altered(RESPONSE, 2, 9))])?.service).toBe('wireguard');
  expect(recognise(wireguardRecogniser, [orig(warp)])).toBeUndefined();
  expect(recognise(wireguardRecogniser, [orig(warp), resp(altered(RESPONSE, 8))])).toBeUndefined();
});

test('data alone needs one receiver and a counter that rises', () => {
  const data = (counter: number, receiver = 5) => orig(message(4, 96, receiver, counter, 0));
  expect(recognise(wireguardRecogniser, [data(8), data(9), data(11)])?.service).toBe('wireguard');
  expect(recognise(wireguardRecogniser, [data(8), data(9)])).toBeUndefined();
  expect(recognise(wireguardRecogniser, [data(8), data(8), data(9)])).toBeUndefined();
  expect(recognise(wireguardRecogniser, [data(8), data(9), data(10, 6)])).toBeUndefined();
});

test('a flow met in mid-flow is known by the new keys that its responder asks for', () => {
  const data = (counter: number) => orig(message(4, 96, 5, counter, 0));
  const client = altered(INITIATION, 1, 7);
  const rekeyed = (response: Uint8Array) => [data(8), data(9), resp(client), orig(response), data(0)];
  expect(recognise(wireguardRecogniser, rekeyed(RESPONSE))?.service).toBe('wireguard');
  expect(recognise(wireguardRecogniser, rekeyed(altered(RESPONSE, 8)))).toBeUndefined();
  expect(recognise(wireguardRecogniser, [orig(client), orig(altered(RESPONSE, 2))])).toBeUndefined();
});

test('another length is another protocol', () => {
  expect(recognise(wireguardRecogniser, [orig(INITIATION.subarray(0, 147))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect(
    (await recognisedIn(wireguardRecogniser, 'pcapplusplus/Packet++Test/PacketExamples/WireGuard.pcap')).length,
  ).toBe(2);
});
