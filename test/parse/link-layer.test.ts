import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLink, LINK_LAYERS, linkTypeName } from '../../src/parse/link-layer.ts';
import { DecodeStop } from '../../src/parse/packet-view.ts';
import { viewOf } from '../support/decode-frame.ts';
import { ethernet, ipv4, ipv6, nflog, pktap, sll, sll2, udp } from '../support/frame-bytes.ts';

const packet = ipv4(udp(Buffer.from('payload')));
const packet6 = ipv6(udp(Buffer.from('payload')));
const behind = (header: string) => Buffer.concat([Buffer.from(header, 'hex'), packet]);

/** A frame of every link type there is, each around the same packet. */
const FRAMES: readonly (readonly [linkType: number, frame: Uint8Array])[] = [
  [0, behind('02000000')],
  [1, ethernet(packet)],
  [9, behind('ff030021')],
  [12, packet],
  [14, packet],
  [50, behind('ff030021')],
  [101, packet],
  [104, behind('0f000800')],
  [108, behind('00000002')],
  [113, sll(packet)],
  [149, pktap(packet)],
  [228, packet],
  [229, packet6],
  [239, nflog([[9, packet]])],
  [258, pktap(packet)],
  [276, sll2(packet)],
];

describe('link layers', () => {
  it('find the network layer in a frame of every link type', () => {
    expect(FRAMES.map(([linkType]) => linkType)).toEqual([...LINK_LAYERS.keys()]);
    for (const [linkType, frame] of FRAMES) {
      const { view, start } = viewOf(frame);
      decodeLink(view, linkType, start, frame.length, frame.length, true);
      const expected = linkType === 229 ? packet6 : packet;
      expect([linkType, view.stop, view.etherType]).toEqual([
        linkType,
        DecodeStop.ok,
        linkType === 229 ? 0x86dd : 0x0800,
      ]);
      const held = Buffer.from(view.bytes.subarray(view.networkStart, view.networkStart + expected.length));
      expect(held.equals(expected)).toBe(true);
      expect([linkType, view.wireBytes]).toEqual([linkType, expected.length]);
    }
  });

  it('of other types are named and not decoded', () => {
    const { view, start } = viewOf(packet);
    decodeLink(view, 127, start, packet.length, packet.length, true);
    expect([view.stop, view.stopReason]).toEqual([DecodeStop.unsupported, 'link type 127']);
    expect([linkTypeName(1), linkTypeName(101), linkTypeName(113), linkTypeName(147)]).toEqual([
      'EN10MB',
      'RAW',
      'LINUX_SLL',
      'link type 147',
    ]);
  });

  it('forget the stop of the packet before', () => {
    const { view, start } = viewOf(packet);
    decodeLink(view, 127, start, packet.length, packet.length, true);
    decodeLink(view, 101, start, packet.length, packet.length, true);
    expect([view.stop, view.stopReason]).toEqual([DecodeStop.ok, '']);
  });

  it('stay inside the captured bytes and take nothing from behind them, whatever they are', () => {
    const types = [...LINK_LAYERS.keys(), 127];
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.uint8Array({ maxLength: 60 }),
        fc.boolean(),
        (linkType, frame, little) => {
          const outcome = (filler: number) => {
            const { view, start, end } = viewOf(frame);
            view.bytes.fill(filler, 0, start).fill(filler, end);
            decodeLink(view, linkType, start, frame.length, frame.length, little);
            const { stop, stopReason, networkStart, capturedEnd, wireBytes, etherType, uid, direction } = view;
            if (stop === DecodeStop.ok) expect(networkStart).toBeLessThanOrEqual(end);
            expect(capturedEnd).toBeLessThanOrEqual(end);
            return { stop, stopReason, networkStart, capturedEnd, wireBytes, etherType, uid, direction };
          };
          expect(outcome(0xff)).toEqual(outcome(0x00));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
