import { describe, expect, it } from 'vitest';
import { DuplicateFilter } from '../../src/flows/duplicate-filter.ts';
import { flowHash } from '../../src/flows/flow-key.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { PacketSource, type TestPacket } from '../support/packets.ts';

const source = new PacketSource();
const UDP = IpProtocol.udp;
const base: TestPacket = {
  from: '10.0.0.1:4000',
  to: '192.0.2.1:443',
  sequence: 100,
  acknowledgment: 50,
  payload: Buffer.from('the same bytes, sent once'),
  ipId: 77,
  atUs: 1_000_000,
};

/** Which of the packets the filter folds into an earlier one. */
function folded(...packets: TestPacket[]): boolean[] {
  const filter = new DuplicateFilter();
  const verdicts = packets.map((packet) => {
    const view = source.view(packet);
    return filter.isDuplicate(view, flowHash(view));
  });
  expect(filter.folded).toBe(verdicts.filter(Boolean).length);
  return verdicts;
}

describe('the duplicate filter', () => {
  it('folds a copy that another interface shows within two milliseconds, before or after', () => {
    expect(folded(base, { ...base, interfaceId: 1, atUs: 1_002_000 })).toEqual([false, true]);
    expect(folded(base, { ...base, interfaceId: 1, atUs: 998_000 })).toEqual([false, true]);
    expect(folded(base, { ...base, interfaceId: 1, atUs: 1_002_001 })).toEqual([false, false]);
  });

  it('folds the copies of several interfaces into the first', () => {
    const copies = [1, 2, 3].map((interfaceId) => ({ ...base, interfaceId, atUs: 1_000_000 + interfaceId * 100 }));
    expect(folded(base, ...copies)).toEqual([false, true, true, true]);
  });

  it('leaves a repetition on the same interface alone: it is a retransmission', () => {
    expect(folded(base, { ...base, atUs: 1_000_500 })).toEqual([false, false]);
  });

  it.each([
    ['IP identification', { ipId: 78 }],
    ['sequence number', { sequence: 101 }],
    ['acknowledgment', { acknowledgment: 51 }],
    ['flags', { flags: 'PA' }],
    ['length', { payload: Buffer.from('the same bytes, sent onc') }],
    ['payload', { payload: Buffer.from('the same bytes, sent oncE') }],
    ['source port', { from: '10.0.0.1:4001' }],
    ['direction', { from: '192.0.2.1:443', to: '10.0.0.1:4000' }],
  ])('does not fold a packet with another %s', (_, change) => {
    expect(folded(base, { ...base, interfaceId: 1, ...change })).toEqual([false, false]);
  });

  it('compares both ends of datagrams, which over IPv6 have no identification', () => {
    const datagram = { ...base, protocol: UDP, from: '[fd00::1]:5000', to: '[fd00::2]:6000' };
    const media = (head: number, tail: number) =>
      Uint8Array.from({ length: 200 }, (_, i) => (i === 3 ? head : i === 199 ? tail : 9));
    const first = { ...datagram, payload: media(1, 1) };
    for (const [head, tail, expected] of [
      [1, 1, true],
      [2, 1, false],
      [1, 2, false],
    ] as const) {
      expect(folded(first, { ...datagram, payload: media(head, tail), interfaceId: 1 })).toEqual([false, expected]);
    }
  });

  it('remembers thousands of packets at a time', () => {
    const packets = Array.from({ length: 500 }, (_, i) => ({ ...base, sequence: i * 1000, atUs: 1_000_000 + i }));
    const copies = packets.map((packet) => ({ ...packet, interfaceId: 1, atUs: packet.atUs + 1000 }));
    const verdicts = folded(...packets, ...copies);
    expect(verdicts.slice(0, 500)).not.toContain(true);
    // Two packets in one slot of 4,096: the later one is remembered.
    expect(verdicts.slice(500).filter(Boolean).length).toBeGreaterThan(420);
  });
});
