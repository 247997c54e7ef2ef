import { expect, test } from 'vitest';
import { openVpnPackets } from '../../src/flows/openvpn-packets.ts';
import { finishedFlow } from '../support/finished-flow.ts';

const sent = (...messages: number[][]) =>
  messages.map((bytes) => ({ from: 'orig' as const, bytes: Uint8Array.from(bytes) }));

test('datagrams are packets', () => {
  const flow = finishedFlow(sent([1, 2, 3], [4, 5]), { protocol: 17 });
  expect(openVpnPackets(flow, 1)).toEqual([
    [0, 3],
    [3, 5],
  ]);
  expect(openVpnPackets(flow, 0)).toEqual([]);
});

test('over TCP the lengths cut them, also within one message, and a cut one is left out', () => {
  const flow = finishedFlow(sent([0, 2, 7, 8, 0, 1, 9, 0, 5, 1]), { protocol: 6 });
  expect(openVpnPackets(flow, 1)).toEqual([
    [2, 4],
    [6, 7],
  ]);
});
