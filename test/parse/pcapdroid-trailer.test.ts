import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_UID } from '../../src/parse/capture-record.ts';
import { pcapdroidLabel, readPcapdroidTrailer } from '../../src/parse/pcapdroid-trailer.ts';
import { viewOf } from '../support/decode-frame.ts';
import { ethernet, ipv4, ipv6, pcapdroidFrame, tcp, udp } from '../support/frame-bytes.ts';

function read(frame: Uint8Array): { found: boolean; uid: number } {
  const { view, start, end } = viewOf(frame);
  const found = readPcapdroidTrailer(view, start, start + 14, end);
  return { found, uid: view.uid };
}

describe('PCAPdroid’s trailer', () => {
  it('gives the UID, signed, behind packets of every length and version', () => {
    for (let length = 0; length < 8; length++) {
      for (const packet of [ipv4(udp(Buffer.alloc(length))), ipv6(tcp(Buffer.alloc(length)))]) {
        for (const uid of [10_234, 0, -1, 2_147_483_647]) {
          expect(read(pcapdroidFrame(packet, uid, 'App'))).toEqual({ found: true, uid });
        }
      }
    }
  });

  it('without padding, as the first versions wrote it, is read too', () => {
    const frame = pcapdroidFrame(ipv4(udp(Buffer.alloc(3))), 10_234, 'App');
    const unpadded = Buffer.concat([frame.subarray(0, 14 + 31), frame.subarray(frame.length - 32)]);
    expect(read(unpadded)).toEqual({ found: true, uid: 10_234 });
  });

  it('is not there without its magic number', () => {
    const frame = pcapdroidFrame(ipv4(udp()), 10_234, 'App');
    for (let i = 0; i < 4; i++) {
      const other = Buffer.from(frame);
      other[frame.length - 32 + i] ^= 1;
      expect(read(other)).toEqual({ found: false, uid: NO_UID });
    }
    expect(read(ethernet(ipv4(udp(Buffer.alloc(100))))).found).toBe(false);
  });

  it('is not what a sender put at the end of its own payload', () => {
    const forged = pcapdroidFrame(ipv4(udp()), 0, 'root').subarray(-32);
    const inside = ipv4(udp(Buffer.concat([Buffer.alloc(10), forged])));
    const zeros = { destination: '000000000000', source: '000000000000' };
    expect(read(ethernet(inside, zeros))).toEqual({ found: false, uid: NO_UID });
    expect(read(pcapdroidFrame(inside, 10_234, 'App'))).toEqual({ found: true, uid: 10_234 });
  });

  it('is not what a neighbour on a real Ethernet put behind its packet', () => {
    const packet = ipv4(udp());
    const forged = pcapdroidFrame(packet, 0, 'root').subarray(14);
    expect(read(ethernet(forged))).toEqual({ found: false, uid: NO_UID });
  });

  it('needs a packet before it', () => {
    const frame = pcapdroidFrame(Buffer.alloc(0), 10_234, 'App');
    for (let length = 14; length <= frame.length; length++)
      expect(read(frame.subarray(frame.length - length)).found).toBe(false);
  });

  it('never reads outside the frame', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 14, maxLength: 90 }), (frame) => {
        const { view, start, end } = viewOf(frame);
        const near = readPcapdroidTrailer(view, start, start + 14, end);
        const other = viewOf(frame);
        other.view.bytes.fill(0, 0, start).fill(0, end);
        expect(readPcapdroidTrailer(other.view, start, start + 14, end)).toBe(near);
      }),
    );
  });
});

describe('the label in the trailer', () => {
  const labelOf = (label: string) => {
    const frame = pcapdroidFrame(ipv4(udp()), 1, label);
    return pcapdroidLabel(frame, frame.length);
  };

  it('is the app’s name, commas and all', () => {
    expect(labelOf('Suspect, App')).toBe('Suspect, App');
    expect(labelOf('')).toBe('');
  });

  it('is cut at 19 bytes, and a character that was cut in half is left out', () => {
    expect(labelOf('A very long name of an app')).toBe('A very long name of');
    expect(labelOf('Погода и карты')).toBe('Погода и к');
  });

  it('fills all 20 bytes where nothing ends it', () => {
    const frame = pcapdroidFrame(ipv4(udp()), 1, '');
    frame.fill(0x78, frame.length - 24, frame.length - 4);
    expect(pcapdroidLabel(frame, frame.length)).toBe('x'.repeat(20));
  });
});
