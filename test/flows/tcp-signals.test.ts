import { describe, expect, it } from 'vitest';
import { FlowColumns, FlowFlag, SideFlag } from '../../src/flows/flow-columns.ts';
import { historyText } from '../../src/flows/tcp-history.ts';
import { beginsAnew, isClosed, noteTcpSignals } from '../../src/flows/tcp-signals.ts';
import { PacketSource, type TestPacket } from '../support/packets.ts';

const source = new PacketSource();
const bytes = (length: number) => new Uint8Array(length);

type Step = [side: 0 | 1, packet: Partial<TestPacket>];

function view(side: number, packet: Partial<TestPacket>) {
  const ends = side === 0 ? ['10.0.0.1:4000', '10.0.0.2:80'] : ['10.0.0.2:80', '10.0.0.1:4000'];
  return source.view({ from: ends[0], to: ends[1], ...packet });
}

function signalled(...steps: Step[]): FlowColumns {
  const c = new FlowColumns(1);
  for (const [side, packet] of steps) {
    if (packet.payload !== undefined) c.flags[0] |= FlowFlag.data;
    noteTcpSignals(c, 0, side, view(side, packet));
  }
  return c;
}

const HANDSHAKE: Step[] = [
  [0, { flags: 'S', sequence: 100 }],
  [1, { flags: 'SA', sequence: 900, acknowledgment: 101 }],
  [0, { flags: 'A', sequence: 101, acknowledgment: 901 }],
];

describe('TCP signals', () => {
  it('spell a connection from handshake to close', () => {
    const c = signalled(
      ...HANDSHAKE,
      [0, { flags: 'PA', sequence: 101, payload: bytes(10) }],
      [1, { flags: 'A', sequence: 901 }],
      [1, { flags: 'PA', sequence: 901, payload: bytes(20) }],
      [0, { flags: 'FA', sequence: 111 }],
      [1, { flags: 'FA', sequence: 921 }],
    );
    expect(historyText(c, 0)).toBe('ShADadFf');
    expect(isClosed(c, 0)).toBe(true);
  });

  it.each([
    ['data that came with a FIN', { flags: 'FA', sequence: 1, payload: bytes(3) }, 'F'],
    ['FIN and RST', { flags: 'FR', sequence: 1 }, 'I'],
    ['SYN and FIN', { flags: 'SF', sequence: 1 }, 'Q'],
    ['SYN and RST', { flags: 'SR', sequence: 1 }, 'Q'],
    ['a closed window', { flags: 'A', sequence: 1, window: 0 }, 'AW'],
    ['a closed window of a RST', { flags: 'R', sequence: 1, window: 0 }, 'R'],
    ['a closed window of a SYN', { flags: 'S', sequence: 1, window: 0 }, 'S'],
    ['no flag and no payload', { flags: '', sequence: 1 }, ''],
  ])('name %s as Zeek does', (_, packet, history) => {
    expect(historyText(signalled([0, packet]), 0)).toBe(history);
  });

  it('call a segment that ends at or below what was sent a retransmission', () => {
    const data = (sequence: number, length: number): Step => [0, { sequence, payload: bytes(length) }];
    expect(historyText(signalled(data(100, 10), data(110, 10)), 0)).toBe('D');
    expect(historyText(signalled(data(100, 10), data(100, 10)), 0)).toBe('DT');
    expect(historyText(signalled(data(100, 10), data(95, 10)), 0)).toBe('DT');
    expect(historyText(signalled(data(100, 10), data(105, 10)), 0)).toBe('D');
    // Captured before: an acknowledgment that already stood further on.
    expect(historyText(signalled([0, { sequence: 120 }], data(100, 20)), 0)).toBe('ADT');
    // Over the wrap of the sequence number.
    expect(historyText(signalled(data(0xfffffff8, 16), data(8, 4)), 0)).toBe('D');
  });

  it('learn where both sequences begin from a SYN-ACK alone', () => {
    const c = signalled([1, { flags: 'SA', sequence: 900, acknowledgment: 101 }]);
    expect([...c.nextSequence2]).toEqual([101, 901]);
    expect(c.sideFlags2[0] & c.sideFlags2[1] & SideFlag.sequenceKnown).not.toBe(0);
    expect(c.flags[0] & FlowFlag.startSeen).not.toBe(0);
    // The SYN that was captured late belongs to it.
    expect(beginsAnew(c, 0, 0, view(0, { flags: 'S', sequence: 100 }))).toBe(false);
    expect(beginsAnew(c, 0, 0, view(0, { flags: 'S', sequence: 102 }))).toBe(true);
  });

  it('close a connection with one RST or two FINs, not with one', () => {
    expect(isClosed(signalled(...HANDSHAKE), 0)).toBe(false);
    expect(isClosed(signalled(...HANDSHAKE, [0, { flags: 'FA' }]), 0)).toBe(false);
    expect(isClosed(signalled(...HANDSHAKE, [1, { flags: 'R' }]), 0)).toBe(true);
  });

  it('do not take a header that was cut off for sequence number 0', () => {
    const c = signalled([0, { flags: '', sequence: 0 }], [0, { sequence: 0x80000010, payload: bytes(4) }]);
    expect(historyText(c, 0)).toBe('D');
    expect(c.highest2[0] >>> 0).toBe(0x80000014);
  });
});

describe('a packet on the same ports', () => {
  const open = () => signalled(...HANDSHAKE, [0, { flags: 'PA', sequence: 101, payload: bytes(5) }]);
  const closed = () =>
    signalled(...HANDSHAKE, [0, { flags: 'FA', sequence: 101 }], [1, { flags: 'FA', sequence: 901 }]);

  it('begins anew with a SYN of another sequence number, from either side', () => {
    expect(beginsAnew(open(), 0, 0, view(0, { flags: 'S', sequence: 5000 }))).toBe(true);
    expect(beginsAnew(open(), 0, 1, view(1, { flags: 'S', sequence: 5000 }))).toBe(true);
    expect(beginsAnew(signalled([0, { flags: 'S', sequence: 1 }]), 0, 0, view(0, { flags: 'S', sequence: 2 }))).toBe(
      true,
    );
  });

  it('goes on with a repeated SYN or SYN-ACK, before and after the close', () => {
    for (const c of [open(), closed()]) {
      expect(beginsAnew(c, 0, 0, view(0, { flags: 'S', sequence: 100 }))).toBe(false);
      expect(beginsAnew(c, 0, 1, view(1, { flags: 'SA', sequence: 900 }))).toBe(false);
    }
  });

  it('may be the other half of a simultaneous open', () => {
    const c = signalled([0, { flags: 'S', sequence: 1 }]);
    expect(beginsAnew(c, 0, 1, view(1, { flags: 'S', sequence: 700 }))).toBe(false);
  });

  it('begins anew with a SYN-ACK of another sequence number once the connection is closed', () => {
    expect(beginsAnew(open(), 0, 1, view(1, { flags: 'SA', sequence: 4242 }))).toBe(false);
    expect(beginsAnew(closed(), 0, 1, view(1, { flags: 'SA', sequence: 4242 }))).toBe(true);
  });

  it('begins anew with a SYN after traffic whose start was not captured', () => {
    const c = signalled([0, { sequence: 77, payload: bytes(4) }]);
    expect(beginsAnew(c, 0, 0, view(0, { flags: 'S', sequence: 0 }))).toBe(true);
  });

  it('never begins anew with data, FIN or RST', () => {
    for (const flags of ['A', 'FA', 'R', 'RA', 'SF', 'SR', '']) {
      expect(beginsAnew(closed(), 0, 0, view(0, { flags, sequence: 31 }))).toBe(false);
    }
  });
});
