import { expect, test } from 'vitest';
import { espInUdpRecogniser, espRecogniser } from '../../src/flows/recognise-esp.ts';
import { corpora, hex, joined, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

const packet = (index: number, sequence: number) => {
  const bytes = new Uint8Array(64);
  new DataView(bytes.buffer).setUint32(0, index);
  new DataView(bytes.buffer).setUint32(4, sequence);
  return orig(bytes);
};
const port = { protocol: 17, respPort: 4500 };

test('IP protocol 50 is ESP by its header', () => {
  expect(recognise(espRecogniser, [packet(0x1224, 1)], { protocol: 50 })).toMatchObject({
    service: 'esp',
    kind: 'standard',
    scheme: 'ipsec',
  });
  expect(recognise(espRecogniser, [packet(0, 1)], { protocol: 50 })).toBeUndefined();
  expect(recognise(espRecogniser, [packet(0x1234, 1)], { protocol: 51 })).toBeUndefined();
});

test('inside UDP one index and numbers that count are ESP, between IKE and keep-alives', () => {
  const ike = orig(joined(new Uint8Array(4), hex('1122334455667788')));
  const keepAlive = orig(Uint8Array.of(0xff));
  const messages = [ike, packet(0x9876, 1), keepAlive, packet(0x9876, 2), packet(0x9876, 4)];
  expect(recognise(espInUdpRecogniser, messages, port)?.service).toBe('esp');
});

test('two packets, another index, numbers that stand still, or another port are no proof', () => {
  expect(recognise(espInUdpRecogniser, [packet(9, 1), packet(9, 2)], port)).toBeUndefined();
  expect(recognise(espInUdpRecogniser, [packet(9, 1), packet(9, 2), packet(8, 3)], port)).toBeUndefined();
  expect(recognise(espInUdpRecogniser, [packet(9, 1), packet(9, 1), packet(9, 2)], port)).toBeUndefined();
  const elsewhere = { protocol: 17, respPort: 4501 };
  expect(recognise(espInUdpRecogniser, [packet(9, 1), packet(9, 2), packet(9, 3)], elsewhere)).toBeUndefined();
});

test.skipIf(corpora === undefined)('real tunnels are recognised', async () => {
  expect((await recognisedIn(espRecogniser, 'arkime/wireshark-esp.pcap')).length).toBe(24);
});
