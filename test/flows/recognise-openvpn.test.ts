import { expect, test } from 'vitest';
import { openvpnRecogniser } from '../../src/flows/recognise-openvpn.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, corpora, hex, joined, orig, recognise, recognisedIn, resp } from '../support/recogniser-runs.ts';

const CLIENT = hex('38 1122334455667788 00 00000000');
const SERVER = hex('40 8877665544332211 01 00000000 1122334455667788 00000000');
const udp = { protocol: 17 };
const framed = (bytes: Uint8Array) => joined(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes);

test('resets of one session are OpenVPN, over UDP and over TCP', () => {
  expect(recognise(openvpnRecogniser, [orig(CLIENT), resp(SERVER)], udp)).toMatchObject({
    service: 'openvpn',
    kind: 'standard',
  });
  expect(recognise(openvpnRecogniser, [orig(framed(CLIENT)), resp(framed(SERVER))])?.service).toBe('openvpn');
});

test('one side suffices when its reset is empty as it must be', () => {
  expect(recognise(openvpnRecogniser, [orig(CLIENT)], udp)?.service).toBe('openvpn');
  expect(recognise(openvpnRecogniser, [resp(SERVER)], udp)?.service).toBe('openvpn');
  expect(recognise(openvpnRecogniser, [orig(altered(CLIENT, 13))], udp)).toBeUndefined();
});

test('protected resets are proved by their stamp, which must be of the time of the capture', () => {
  const seconds = 1_767_225_600;
  const stamped = (time: number) => {
    const packet = joined(hex('38 1122334455667788'), randomBytes(45, randomNumbers(3)));
    new DataView(packet.buffer).setUint32(9, 1);
    new DataView(packet.buffer).setUint32(13, time);
    return packet;
  };
  expect(recognise(openvpnRecogniser, [orig(stamped(seconds + 5))], udp)?.service).toBe('openvpn');
  expect(recognise(openvpnRecogniser, [orig(stamped(seconds - 1e6))], udp)).toBeUndefined();
});

test('data packets of one peer that count are proof where the beginning was missed', () => {
  const random = randomNumbers(5);
  const data = (peer: string, id: number) =>
    joined(hex(`48 ${peer} 0000${id.toString(16).padStart(4, '0')}`), randomBytes(60, random));
  const counting = (peer: string, ...ids: number[]) =>
    recognise(
      openvpnRecogniser,
      ids.map((id) => orig(data(peer, id))),
      udp,
    );
  expect(counting('9d2eac', 7, 8, 10, 11)).toMatchObject({ service: 'openvpn', kind: 'standard' });
  expect(counting('9d2eac', 7, 8, 10)).toBeUndefined();
  expect(counting('9d2eac', 7, 8, 8, 9, 10)).toBeUndefined();
  expect(counting('9d2eac', 7, 5000, 5001, 5002)).toBeUndefined();
  // "HELO" and a counter.
  expect(counting('454c4f', 7, 8, 9, 10)).toBeUndefined();
});

test('an answer that is no reset takes the proof away', () => {
  expect(recognise(openvpnRecogniser, [orig(CLIENT), resp(hex('0102030405060708090a0b0c0d0e'))], udp)).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(openvpnRecogniser, 'mercury/openvpn_tcp_single.pcap')).length).toBe(1);
});
test.skipIf(corpora === undefined)('real conversations over UDP are recognised', async () => {
  expect((await recognisedIn(openvpnRecogniser, 'ndpi/openvpn.pcap')).length).toBe(10);
});
