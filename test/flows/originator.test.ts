import { describe, expect, it } from 'vitest';
import { isFlipped } from '../../src/flows/originator.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { PacketSource, type TestPacket } from '../support/packets.ts';

const source = new PacketSource();

function flipped(from: number, to: number, packet: Partial<TestPacket> = {}): boolean {
  return isFlipped(source.view({ from: `10.0.0.1:${from}`, to: `10.0.0.2:${to}`, ...packet }));
}

describe('the originator of a flow', () => {
  it('is the sender of a SYN, whatever the ports', () => {
    expect(flipped(80, 50_000, { flags: 'S' })).toBe(false);
  });

  it('is the receiver of a SYN-ACK, whatever the ports', () => {
    expect(flipped(50_000, 80, { flags: 'SA' })).toBe(true);
  });

  it.each([
    [443, 40_000, true],
    [40_000, 443, false],
    // A service above 1023 against an ephemeral port.
    [5228, 40_000, true],
    [40_000, 5228, false],
    [443, 1024, true],
    // Nothing to tell them apart: who sent first.
    [5000, 6000, false],
    [40_000, 50_000, false],
    [22, 22, false],
    [20, 21, false],
  ])('is guessed by the ports when TCP was captured in the middle: %i to %i', (from, to, expected) => {
    expect(flipped(from, to, { flags: 'PA', payload: new Uint8Array(3) })).toBe(expected);
  });

  it.each([
    [53, 40_000, true],
    [40_000, 53, false],
    [5353, 5353, false],
    [67, 68, false],
    // UDP peers choose high ports freely.
    [5000, 40_000, false],
  ])('is guessed by the well-known port when UDP is answered first: %i to %i', (from, to, expected) => {
    expect(flipped(from, to, { protocol: IpProtocol.udp })).toBe(expected);
  });

  it('is the sender where there are no ports', () => {
    expect(isFlipped(source.view({ from: '10.0.0.1', to: '10.0.0.2', protocol: IpProtocol.icmp, type: 3 }))).toBe(
      false,
    );
    expect(isFlipped(source.view({ from: '10.0.0.1', to: '10.0.0.2', protocol: IpProtocol.esp }))).toBe(false);
  });
});
