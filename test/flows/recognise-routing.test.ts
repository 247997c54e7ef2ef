import { expect, test } from 'vitest';
import { routingRecogniser } from '../../src/flows/recognise-routing.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { hex, joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

test.each([
  [2, 'igmp', '2200 ea03 0000 0001'],
  [46, 'rsvp', '1001 0000 ff00 0044'],
  [88, 'eigrp', '0205 eeca 00000000 00000000 00000000 0000 0001'],
  [89, 'ospf', '0201 002c c0a8aa08 00000001 273b 0000'],
  [89, 'ospf', '0301 0024 01010101 00000001 fb86 0005'],
  [103, 'pim', '2000 2412 0001 0002'],
  [112, 'vrrp', '2101 6401 0001 ba52 c0a80001'],
  [112, 'vrrp', '3101 6401 0064 ba52 c0a80001'],
])('IP protocol %i is %s by its header', (protocol, service, header) => {
  const message = joined(hex(header), new Uint8Array(24));
  expect(recognise(routingRecogniser, [orig(message)], { protocol })).toMatchObject({ service, kind: 'cleartext' });
  expect(recognise(routingRecogniser, [resp(message)], { protocol })?.service).toBe(service);
  expect(recognise(routingRecogniser, [orig(message)], { protocol: 253 })).toBeUndefined();
  expect(recognise(routingRecogniser, [orig(message.subarray(0, 3))], { protocol })).toBeUndefined();
});

test('an HMAC makes a CARP advertisement no ciphertext', () => {
  const advertisement = joined(hex('2101 0007 0001 9a53'), randomBytes(28, randomNumbers(112)));
  expect(recognise(routingRecogniser, [orig(advertisement)], { protocol: 112 })).toMatchObject({
    service: 'carp',
    kind: 'cleartext',
  });
});

test('bytes that are no header of the protocol are not named', () => {
  for (const protocol of [2, 46, 88, 89, 103, 112]) {
    expect(recognise(routingRecogniser, [orig(hex('ff'.repeat(40)))], { protocol })).toBeUndefined();
  }
});
