import { describe, expect, it } from 'vitest';
import { NO_UID } from '../../src/parse/capture-record.ts';
import { decodeEthernet } from '../../src/parse/ethernet.ts';
import { DecodeStop } from '../../src/parse/packet-view.ts';
import { viewOf } from '../support/decode-frame.ts';
import { ethernet, ipv4, ipv6, pcapdroidFrame, udp } from '../support/frame-bytes.ts';

function decode(frame: Uint8Array, originalBytes = frame.length) {
  const { view, start, end } = viewOf(frame);
  decodeEthernet(view, start, end, originalBytes);
  return {
    stop: view.stop,
    reason: view.stopReason,
    network: view.networkStart - start,
    captured: view.capturedEnd - start,
    wireBytes: view.wireBytes,
    etherType: view.etherType,
    uid: view.uid,
  };
}

const packet = ipv4(udp(Buffer.from('payload')));

describe('Ethernet', () => {
  it('carries IPv4 and IPv6', () => {
    expect(decode(ethernet(packet))).toMatchObject({
      stop: DecodeStop.ok,
      network: 14,
      etherType: 0x0800,
      wireBytes: 35,
    });
    expect(decode(ethernet(ipv6(udp())))).toMatchObject({ stop: DecodeStop.ok, network: 14, etherType: 0x86dd });
  });

  it('may have VLAN tags, one, two (QinQ) or more', () => {
    for (const tags of [[0x8100], [0x88a8, 0x8100], [0x9100, 0x8100], [0x88a8, 0x88a8, 0x8100, 0x8100]]) {
      expect(decode(ethernet(packet, { tags }))).toMatchObject({
        stop: DecodeStop.ok,
        network: 14 + 4 * tags.length,
        wireBytes: 35,
        etherType: 0x0800,
      });
    }
  });

  it('with five VLAN tags is no real network', () => {
    expect(decode(ethernet(packet, { tags: Array(5).fill(0x8100) }))).toMatchObject({
      stop: DecodeStop.unsupported,
      reason: 'VLAN stack',
    });
  });

  it('names what it carries else', () => {
    const reasons = [0x0806, 0x8847, 0x8864, 0x88cc, 0x4321].map((type) => decode(ethernet(packet, { type })).reason);
    expect(reasons).toEqual(['ARP', 'MPLS', 'PPPoE', 'LLDP', 'EtherType 0x4321']);
  });

  it('with a length instead of a type is IEEE 802.3, whose SNAP header may hold IP', () => {
    const snap = (type: number) =>
      Buffer.concat([Buffer.from('aaaa03000000', 'hex'), Buffer.from([type >> 8, type & 255]), packet]);
    expect(decode(ethernet(snap(0x0800), { type: 43 }))).toMatchObject({
      stop: DecodeStop.ok,
      network: 22,
      wireBytes: 35,
      etherType: 0x0800,
    });
    expect(decode(ethernet(snap(0x0806), { type: 43 })).reason).toBe('ARP');
    expect(decode(ethernet(Buffer.from('424203000000', 'hex'), { type: 38 })).reason).toBe('LLC');
  });

  it('cut inside its header or a tag is truncated, at every length', () => {
    const frame = ethernet(packet, { tags: [0x88a8, 0x8100] });
    for (let length = 0; length < 22; length++) {
      const cut = decode(frame.subarray(0, length), frame.length);
      expect([cut.stop, cut.reason]).toEqual([DecodeStop.truncated, length < 14 ? 'Ethernet' : 'VLAN tag']);
    }
    expect(decode(frame.subarray(0, 22), frame.length).stop).toBe(DecodeStop.ok);
  });

  it('counts the length on the wire, not what was captured', () => {
    expect(decode(ethernet(packet).subarray(0, 30), 1514).wireBytes).toBe(1500);
  });

  it('leaves PCAPdroid’s trailer out of the packet and takes the UID from it', () => {
    const frame = pcapdroidFrame(packet, 10_234, 'Suspect, App');
    const padding = frame.length - 14 - packet.length - 32;
    expect(decode(frame)).toMatchObject({
      uid: 10_234,
      captured: frame.length - 32,
      wireBytes: packet.length + padding,
    });
    expect(decode(ethernet(packet)).uid).toBe(NO_UID);
  });
});
