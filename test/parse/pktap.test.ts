import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacketDirection } from '../../src/parse/capture-record.ts';
import { DecodeStop, type PacketView } from '../../src/parse/packet-view.ts';
import { decodePktap } from '../../src/parse/pktap.ts';
import { pcapFile } from '../support/capture-bytes.ts';
import { viewOf } from '../support/decode-frame.ts';
import { ethernet, ipv4, ipv6, pktap, udp } from '../support/frame-bytes.ts';
import { hasTshark, tsharkFrames } from '../support/tshark.ts';

const packet = ipv4(udp(Buffer.from('payload')));
const behind = (header: string, of = packet) => Buffer.concat([Buffer.from(header, 'hex'), of]);

function decode(frame: Uint8Array): PacketView {
  const { view, start, end } = viewOf(frame);
  decodePktap(view, start, end, end - start);
  return view;
}

function heldBy(view: PacketView): string {
  return Buffer.from(view.bytes.subarray(view.networkStart, view.capturedEnd)).toString('hex');
}

describe('PKTAP', () => {
  it('gives the packet of every interface that macOS and iOS have', () => {
    for (const [linkType, frame] of [
      [1, ethernet(packet)],
      [12, packet],
      [0, behind('02000000')],
      [108, behind('00000002')],
      [9, behind('ff030021')],
    ] as const) {
      const view = decode(pktap(frame, { linkType }));
      expect([linkType, view.stop, view.etherType]).toEqual([linkType, DecodeStop.ok, 0x0800]);
      expect([linkType, heldBy(view)]).toEqual([linkType, packet.toString('hex')]);
      expect([linkType, view.wireBytes]).toEqual([linkType, packet.length]);
    }
    expect(decode(pktap(behind('1e000000', ipv6(udp())), { linkType: 0 })).etherType).toBe(0x86dd);
  });

  it('knows what came in and what went out', () => {
    const directionOf = (flags: number) => decode(pktap(packet, { flags })).direction;
    expect([1, 2, 0, 3, 0x8002].map(directionOf)).toEqual([
      PacketDirection.inbound,
      PacketDirection.outbound,
      PacketDirection.unknown,
      PacketDirection.unknown,
      PacketDirection.outbound,
    ]);
  });

  it('reads headers of both byte orders and of later versions, which are longer', () => {
    for (const options of [{ little: false }, { length: 156 }, { length: 156, little: false }]) {
      expect(heldBy(decode(pktap(packet, options)))).toBe(packet.toString('hex'));
    }
  });

  it('names what it does not open', () => {
    expect(decode(pktap(packet, { linkType: 105 })).stopReason).toBe('PKTAP link type 105');
    expect(decode(pktap(packet, { next: 0 })).stopReason).toBe('PKTAP without a packet');
    const view = decode(pktap(packet, { length: 20 }));
    expect([view.stop, view.stopReason]).toEqual([DecodeStop.malformed, 'PKTAP length']);
  });

  it('cut in its header is truncated, at every length', () => {
    const frame = pktap(packet);
    for (let length = 0; length < 108; length++) {
      const view = decode(frame.subarray(0, length));
      expect([length, view.stop, view.stopReason]).toEqual([length, DecodeStop.truncated, 'PKTAP']);
    }
  });

  it('ends with a verdict whatever the bytes, inside the frame', () => {
    const ends = (bytes: Uint8Array) => {
      const view = decode(bytes);
      if (view.stop === DecodeStop.ok) expect(view.capturedEnd).toBeLessThanOrEqual(16 + bytes.length);
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), ends), { numRuns: 300 });
    const cut = fc.record({ linkType: fc.constantFrom(0, 1, 9, 12, 108), bytes: fc.uint8Array({ maxLength: 60 }) });
    fc.assert(
      fc.property(cut, ({ linkType, bytes }) => ends(pktap(bytes, { linkType }))),
      { numRuns: 300 },
    );
  });

  it.skipIf(!hasTshark)('is read as tshark reads it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cipherscope-pktap-'));
    try {
      const path = join(folder, 'tap.pcap');
      writeFileSync(path, pcapFile([{ bytes: pktap(ethernet(packet), { linkType: 1 }) }], { linkType: 258 }));
      const fields = ['pktap.hdrlen', 'pktap.rectype', 'pktap.dlt', 'pktap.flags', 'udp.length'] as const;
      const [frame] = tsharkFrames(path, fields);
      expect(Object.values(frame ?? {})).toEqual(['108', '1', '1', '0x00000002', '15']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
