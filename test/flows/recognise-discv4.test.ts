import { expect, test } from 'vitest';
import { discv4Recogniser } from '../../src/flows/recognise-discv4.ts';
import { altered, hex, orig, recognise } from '../support/recogniser-runs.ts';

// The ping of EIP-8's test vectors: hash, signature, type 1, list.
const PING = hex(
  'e9614ccfd9fc3e74360018522d30e1419a143407ffcce748de3e22116b7e8dc92ff74788c0b6663aaa3d67d641936511c8f8d6ad8698b820a7cf9e1be7155e9a241f556658c55428ec0563514365799a4be2be5a685a80971ddcfa80cb422cdd0101ec04cb847f000001820cfa8215a8d790000000000000000000000000000000018208ae820d058443b9a3550102',
);

test('a packet that begins with the hash of its rest is Ethereum discovery', () => {
  expect(recognise(discv4Recogniser, [orig(PING)])).toMatchObject({ service: 'discv4', kind: 'cleartext' });
});

test('one bit that differs anywhere is none', () => {
  for (const at of [0, 31, 40, 97, 120, PING.length - 1]) {
    expect(
      recognise(discv4Recogniser, [orig(altered(PING, at, (PING[at] as number) ^ 1))]),
      `byte ${at}`,
    ).toBeUndefined();
  }
});
