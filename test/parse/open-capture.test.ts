import { describe, expect, it } from 'vitest';
import { openCapture } from '../../src/parse/open-capture.ts';
import { PcapReader } from '../../src/parse/pcap.ts';
import { PcapngReader } from '../../src/parse/pcapng.ts';
import { StreamBuffer } from '../../src/parse/stream-buffer.ts';
import { PcapngFile, pcapHeader } from '../support/capture-bytes.ts';

function open(bytes: Uint8Array) {
  const buffer = new StreamBuffer();
  buffer.append(bytes);
  return openCapture(buffer);
}

describe('the reader for a byte stream', () => {
  it('is chosen by the magic number: all variants of pcap', () => {
    for (const little of [true, false]) {
      for (const variant of [{}, { nano: true }, { modified: true }]) {
        expect(open(pcapHeader({ little, ...variant }))).toBeInstanceOf(PcapReader);
      }
    }
  });

  it('is chosen by the magic number: pcapng in both byte orders', () => {
    for (const little of [true, false]) {
      expect(open(new PcapngFile().section(little).bytes())).toBeInstanceOf(PcapngReader);
    }
  });

  it('needs four bytes and no more', () => {
    expect(open(pcapHeader().subarray(0, 4))).toBeInstanceOf(PcapReader);
    expect(open(pcapHeader().subarray(0, 3))).toBeUndefined();
    expect(open(new Uint8Array(0))).toBeUndefined();
  });

  it('reads from the first unconsumed byte', () => {
    const buffer = new StreamBuffer();
    buffer.append(Buffer.concat([Buffer.from('junk'), pcapHeader()]));
    expect(openCapture(buffer)).toBeUndefined();
    buffer.start = 4;
    expect(openCapture(buffer)).toBeInstanceOf(PcapReader);
  });

  it('is none for what is not a capture', () => {
    for (const text of ['uid,package\n', '\x7fELF', '\x1f\x8b\x08\x00', '{"a":1}', '\0\0\0\0']) {
      expect(open(Buffer.from(text, 'latin1'))).toBeUndefined();
    }
  });
});
