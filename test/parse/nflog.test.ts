import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_UID, PacketDirection } from '../../src/parse/capture-record.ts';
import { decodeNflog } from '../../src/parse/nflog.ts';
import { DecodeStop, type PacketView } from '../../src/parse/packet-view.ts';
import { viewOf } from '../support/decode-frame.ts';
import { ipv4, ipv6, nflog, u16, u32, udp } from '../support/frame-bytes.ts';

const packet = ipv4(udp(Buffer.from('payload')));
type Attributes = Parameters<typeof nflog>[0];
const HEADER: Attributes = [[1, Buffer.from('08000300', 'hex')]];
const PREFIX: Attributes = [[10, Buffer.from('{AFL}\0')]];
const INDEV: Attributes = [[4, u32(12)]];
const OUTDEV: Attributes = [[5, u32(13)]];
const PAYLOAD: Attributes = [[9, packet]];
const uid = (value: number): Attributes => [[11, u32(value)]];

function decode(frame: Uint8Array, fileIsLittle = true): { view: PacketView; start: number } {
  const { view, start, end } = viewOf(frame);
  decodeNflog(view, start, end, end - start, fileIsLittle);
  return { view, start };
}

describe('NFLOG', () => {
  it('gives packet, UID and direction of an outgoing packet, attributes in either byte order', () => {
    for (const little of [true, false]) {
      const frame = nflog([...HEADER, ...PREFIX, ...OUTDEV, ...uid(10_234), [14, u32(10_234)], ...PAYLOAD], 2, little);
      const { view } = decode(frame, little);
      expect([view.stop, view.etherType, view.uid, view.direction]).toEqual([
        DecodeStop.ok,
        0x0800,
        10_234,
        PacketDirection.outbound,
      ]);
      const held = Buffer.from(view.bytes.subarray(view.networkStart, view.capturedEnd));
      expect(held.equals(packet)).toBe(true);
      expect(view.wireBytes).toBe(packet.length);
    }
  });

  it('finds the byte order by itself where a file was rewritten on another machine', () => {
    for (const little of [true, false]) {
      const { view } = decode(nflog([...HEADER, ...uid(10_234), ...PAYLOAD], 2, little), !little);
      expect([view.stop, view.uid]).toEqual([DecodeStop.ok, 10_234]);
    }
  });

  it('knows no UID of incoming packets, and that they come in', () => {
    const { view } = decode(nflog([...HEADER, ...INDEV, ...PAYLOAD]));
    expect([view.uid, view.direction]).toEqual([NO_UID, PacketDirection.inbound]);
  });

  it('takes forwarded packets as neither in nor out, and those of a UID as out', () => {
    const directionOf = (...attributes: Attributes[]) =>
      decode(nflog([...attributes.flat(), ...PAYLOAD])).view.direction;
    expect(directionOf(INDEV, OUTDEV)).toBe(PacketDirection.unknown);
    expect(directionOf(OUTDEV)).toBe(PacketDirection.outbound);
    expect(directionOf()).toBe(PacketDirection.unknown);
    for (const order of [
      [INDEV, uid(5)],
      [uid(5), INDEV],
    ]) {
      expect(directionOf(...order)).toBe(PacketDirection.outbound);
    }
  });

  it('reads UIDs as signed and root as root', () => {
    expect(decode(nflog([...uid(-1), ...PAYLOAD])).view.uid).toBe(-1);
    expect(decode(nflog([...uid(0), ...PAYLOAD])).view.uid).toBe(0);
  });

  it('ignores the flags above an attribute’s type', () => {
    const { view } = decode(nflog([[0x8000 | 11, u32(7)], ...PAYLOAD]));
    expect([view.stop, view.uid]).toEqual([DecodeStop.ok, 7]);
  });

  it('carries IPv6, and names families that say nothing of what they carry', () => {
    expect(decode(nflog([[9, ipv6(udp())]], 10)).view.etherType).toBe(0x86dd);
    expect(decode(nflog(PAYLOAD, 7)).view.stopReason).toBe('NFLOG family 7');
  });

  it('of bridges has the protocol in the packet header', () => {
    const bridged = (protocol: string) =>
      decode(nflog([[1, Buffer.from(`${protocol}0200`, 'hex')], ...PAYLOAD], 7)).view;
    expect([bridged('0800').stop, bridged('0800').etherType]).toEqual([DecodeStop.ok, 0x0800]);
    expect(bridged('86dd').etherType).toBe(0x86dd);
    expect(bridged('0806').stopReason).toBe('ARP');
  });

  it('cut by the snap length keeps what was captured of the packet and its length', () => {
    const frame = nflog([...HEADER, ...uid(9), ...PAYLOAD]);
    const { view } = decode(frame.subarray(0, frame.length - 10));
    expect([view.stop, view.uid, view.wireBytes]).toEqual([DecodeStop.ok, 9, packet.length]);
    expect(view.capturedEnd - view.networkStart).toBeLessThan(packet.length);
  });

  it('cut before the packet is truncated, at every length', () => {
    const before = nflog([...HEADER, ...PREFIX]);
    const frame = nflog([...HEADER, ...PREFIX, ...PAYLOAD]);
    for (let length = 0; length < before.length + 4; length++) {
      const { view } = decode(frame.subarray(0, length));
      expect([view.stop, view.stopReason]).toEqual([DecodeStop.truncated, length < 4 ? 'NFLOG' : 'NFLOG payload']);
    }
  });

  it('with an attribute shorter than its own header is malformed, unless the packet came before it', () => {
    const zeros = Buffer.alloc(8);
    expect(decode(Buffer.concat([nflog(HEADER), zeros])).view.stopReason).toBe('NFLOG attribute');
    expect(decode(Buffer.concat([nflog(HEADER), zeros])).view.stop).toBe(DecodeStop.malformed);
    expect(decode(Buffer.concat([nflog(PAYLOAD), Buffer.alloc(3), zeros])).view.stop).toBe(DecodeStop.ok);
  });

  it('ends with a verdict whatever the bytes, inside the frame', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (bytes, little) => {
        const { view, start } = decode(bytes, little);
        if (view.stop !== DecodeStop.ok) return;
        expect(view.networkStart).toBeLessThanOrEqual(start + bytes.length);
        expect(view.capturedEnd).toBeLessThanOrEqual(start + bytes.length);
      }),
      { numRuns: 500 },
    );
    const many = nflog([...Array.from({ length: 1000 }, (): [number, Uint8Array] => [2, u16(1)]), ...PAYLOAD]);
    expect(decode(many).view.stop).toBe(DecodeStop.malformed);
  });
});
