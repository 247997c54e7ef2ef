import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_UID } from '../../src/parse/capture-record.ts';
import { isPcapngMagic } from '../../src/parse/pcapng.ts';
import { type PacketBytes, PcapngFile, pcapFile, START_US } from '../support/capture-bytes.ts';
import { readCapture, tryReadCapture } from '../support/read-capture.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const A: PacketBytes = { bytes: Buffer.from('first packet!'), timeUs: START_US };
const B: PacketBytes = { bytes: Buffer.from('2nd'), timeUs: START_US + 7, originalBytes: 900 };

/** One of every block in either byte order, and a second section in the other one. */
function everything(little: boolean): PcapngFile {
  return new PcapngFile()
    .section(little, [
      [2, 'Pixel'],
      [4, 'PCAPdroid v1.9.1'],
    ])
    .interface({ linkType: 101, options: [[2, 'tun0']] })
    .interface({ linkType: 1 })
    .secrets(0x544c534b, 'CLIENT_RANDOM 00 11')
    .uidNames(10_234, 'com.example.suspect', 'Suspect, App')
    .enhanced(A, 0, [[1, 'u-10234']])
    .names([[1, Buffer.from([192, 0, 2, 1, ...Buffer.from('api.example\0')])]])
    .enhanced(B, 1)
    .simple(A)
    .obsolete(B, 1, 4)
    .statistics(1, [[5, 17n]])
    .block(0x80000001, Buffer.from('unknown'))
    .section(!little)
    .interface({ linkType: 113 })
    .enhanced(A);
}

describe('pcapng', () => {
  it('gives the packets of all kinds of blocks, sections and interfaces, in both byte orders', () => {
    for (const little of [true, false]) {
      const { records, info } = readCapture(everything(little).bytes());
      const common = { direction: 0, timeNs: 0, uid: NO_UID };
      const a = { ...common, bytes: hex(A.bytes), originalBytes: 13, timeUs: START_US };
      const b = { ...common, bytes: hex(B.bytes), originalBytes: 900, timeUs: START_US + 7 };
      expect(records).toEqual([
        { ...a, linkType: 101, interfaceId: 0, frame: 2, uid: 10_234 },
        { ...b, linkType: 1, interfaceId: 1, frame: 3 },
        { ...a, linkType: 101, interfaceId: 0, frame: 4, timeUs: START_US + 7 },
        { ...b, linkType: 1, interfaceId: 1, frame: 5 },
        { ...a, linkType: 113, interfaceId: 2, frame: 6 },
      ]);
      expect(info.stop).toBeUndefined();
      expect(info).toMatchObject({
        format: 'pcapng',
        byteOrder: little ? 'little' : 'big',
        packets: 5,
        otherFrames: 1,
        sections: 2,
        hardware: 'Pixel',
        application: 'PCAPdroid v1.9.1',
        tlsSecrets: 1,
      });
      expect(info.interfaces.map(({ linkType, name, droppedPackets }) => [linkType, name, droppedPackets])).toEqual([
        [101, 'tun0', 0],
        [1, undefined, 17],
        [113, undefined, 0],
      ]);
      expect([...info.names]).toEqual([['192.0.2.1', 'api.example']]);
      expect([...info.skipped]).toEqual([['block type 0x80000001', 1]]);
    }
  });

  it('gives the same records however the stream is cut into chunks', () => {
    const file = everything(true).bytes();
    const whole = readCapture(file);
    for (let size = 1; size < 60; size++) expect(readCapture(file, [size])).toEqual(whole);
  });

  it('says of a file cut at any byte which block is missing and where, and gives all before it', () => {
    const file = everything(false);
    const bytes = file.bytes();
    const whole = readCapture(bytes).records;
    for (let cut = 4; cut <= bytes.length; cut++) {
      const { records, info } = readCapture(bytes.subarray(0, cut));
      expect(records).toEqual(whole.slice(0, records.length));
      const start = file.offsets.findLast((at) => at <= cut);
      if (start === cut || cut === bytes.length) expect(info.stop).toBeUndefined();
      else expect(info.stop).toMatchObject({ kind: 'truncated', offset: start });
    }
  });

  it('numbers frames as Wireshark does: custom blocks, journal entries and system calls count', () => {
    const file = new PcapngFile().section().interface().enhanced(A);
    file.custom(1234, Buffer.from('copied')).custom(1234, Buffer.from('not copied'), 0x40000bad);
    file.block(9, Buffer.from('__REALTIME_TIMESTAMP=1\n'));
    for (const type of [0x204, 0x216, 0x221]) file.block(type, Buffer.alloc(24));
    for (const type of [7, 8, 0x201, 0x208, 0x222, 0x80000001]) file.block(type, Buffer.alloc(8));
    file.enhanced(A);
    const { records, info } = readCapture(file.bytes());
    expect(records.map(({ frame }) => frame)).toEqual([1, 8]);
    expect([info.packets, info.otherFrames]).toEqual([2, 6]);
  });

  it('stops at a block length that cannot be, with its byte offset', () => {
    for (const length of [0, 8, 11, (16 << 20) + 4, 0xffffffff]) {
      const file = new PcapngFile().section().interface().enhanced(A);
      const offset = file.length;
      file.raw(Buffer.concat([file.u32(6), file.u32(length), Buffer.alloc(40)])).enhanced(A);
      const { records, info } = readCapture(file.bytes());
      expect(records.length).toBe(1);
      expect(info.stop).toEqual({ kind: 'malformed', reason: `block length ${length}`, offset });
    }
  });

  it('stops at a section header that is shorter than one, or has no byte order', () => {
    const short = new PcapngFile().section();
    const offset = short.length;
    short.block(0x0a0d0d0a, short.u32(0x1a2b3c4d)).raw(Buffer.alloc(64));
    expect(readCapture(short.bytes()).info.stop).toMatchObject({ kind: 'malformed', offset });
    const orderless = new PcapngFile().section();
    orderless.block(0x0a0d0d0a, orderless.u32(0x11223344), Buffer.alloc(12));
    expect(readCapture(orderless.bytes()).info.stop).toMatchObject({ kind: 'malformed', offset });
  });

  it('reads blocks whose length leaves out the padding', () => {
    const file = new PcapngFile().section().interface();
    const length = file.u32(15);
    file.raw(Buffer.concat([file.u32(0x80000001), length, Buffer.from('abc\0'), length])).enhanced(A);
    const { records, info } = readCapture(file.bytes());
    expect([records.length, info.stop]).toEqual([1, undefined]);
  });

  it('reads past a wrong second length where a block follows or the file ends, and stops where none does', () => {
    const slip = (file: PcapngFile) =>
      file.raw(Buffer.concat([file.u32(0x80000001), file.u32(16), Buffer.from('abcd'), file.u32(20)]));
    const followed = readCapture(slip(new PcapngFile().section().interface()).enhanced(A).bytes());
    expect([followed.records.length, followed.info.stop]).toEqual([1, undefined]);
    expect(followed.info.skipped.get('block length mismatch')).toBe(1);
    const last = readCapture(slip(new PcapngFile().section().interface().enhanced(A)).bytes());
    expect([last.records.length, last.info.stop]).toEqual([1, undefined]);
    const file = new PcapngFile().section().interface().enhanced(A);
    const offset = file.length;
    const lost = readCapture(slip(file).raw(Buffer.alloc(64, 0x5a)).bytes());
    expect(lost.records.length).toBe(1);
    expect(lost.info.stop).toEqual({ kind: 'malformed', reason: 'block lengths do not match', offset });
  });

  it('skips damaged packets, reads on, and tells of the first one with its offset', () => {
    const file = new PcapngFile().section().interface().enhanced(A);
    const offset = file.length;
    file.enhanced(A, 7).enhanced(A, 9).enhanced(B);
    const { records, info } = readCapture(file.bytes());
    expect(records.map(({ bytes, frame }) => [bytes, frame])).toEqual([
      [hex(A.bytes), 1],
      [hex(B.bytes), 2],
    ]);
    const reason = 'enhanced packet block of an undeclared interface, skipped (and 1 more)';
    expect(info.stop).toEqual({ kind: 'malformed', reason, offset, isPassed: true });
  });

  it('names a pcap file behind it, which needs a reader of its own', () => {
    const file = new PcapngFile().section().interface().enhanced(A);
    for (const layout of [{}, { little: false }, { nano: true }]) {
      const { records, info } = readCapture(Buffer.concat([file.bytes(), pcapFile([A], layout)]));
      expect(records.length).toBe(1);
      expect(info.stop).toMatchObject({ reason: expect.stringContaining('a pcap file begins'), offset: file.length });
    }
  });

  it('tells of a cut at the end rather than of damage before it', () => {
    const bytes = new PcapngFile().section().interface().enhanced(A, 7).enhanced(A).bytes();
    const { info } = readCapture(bytes.subarray(0, bytes.length - 1));
    expect(info.stop?.kind).toBe('truncated');
    expect(info.skipped.size).toBe(1);
  });

  it('reads a section of a newer version as far as it goes, and says so', () => {
    const file = new PcapngFile().section();
    const offset = file.length;
    file.section(true, [], 2).interface().enhanced(A);
    const { records, info } = readCapture(file.bytes());
    expect(records.length).toBe(1);
    expect(info.stop).toMatchObject({ kind: 'unsupported', offset });
  });

  it('keeps the numbers of interfaces behind one that cannot be read', () => {
    const file = new PcapngFile().section().block(1, Buffer.alloc(4)).interface({ linkType: 113 }).enhanced(A, 1);
    const { records, info } = readCapture(file.bytes());
    expect(records.map(({ linkType, interfaceId }) => [linkType, interfaceId])).toEqual([[113, 1]]);
    expect(info.skipped.get('interface block too short')).toBe(1);
  });

  it('reads thousands of sections, as files that were joined have, and lists a bounded number of interfaces', () => {
    const file = new PcapngFile();
    for (let i = 0; i < 5000; i++) file.section().interface().enhanced(A);
    const { records, info } = readCapture(file.bytes(), [100_000]);
    expect(records.length).toBe(5000);
    expect(info.interfaces.length).toBe(4096);
    expect(info.skipped.get('interfaces beyond 4096')).toBe(904);
    expect(new Set(records.map(({ interfaceId }) => interfaceId)).size).toBe(5000);
  });

  it('bounds the interfaces of one section', () => {
    const file = new PcapngFile().section();
    const blocks = Array.from({ length: 5000 }, () => new PcapngFile().interface().bytes());
    file.raw(Buffer.concat(blocks)).enhanced(A, 4095).enhanced(A, 4096);
    const { records, info } = readCapture(file.bytes());
    expect(records.length).toBe(1);
    expect(info.skipped.get('interfaces beyond 4096')).toBe(904);
  });

  it('tells a source that failed apart from a file that ends', () => {
    const file = new PcapngFile().section().interface().enhanced(A).bytes();
    const failure = { kind: 'malformed', reason: 'compressed data damaged' } as const;
    expect(readCapture(file, [], failure).info.stop).toEqual({ ...failure, offset: file.length });
  });

  it('throws at no bytes, reads no further than the file, and does not depend on chunks', () => {
    const damaged = fc
      .tuple(fc.boolean(), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }), fc.nat())
      .map(([little, flips, cut]) => {
        const bytes = everything(little).bytes();
        for (const [at, value] of flips) bytes[4 + (at % (bytes.length - 4))] = value;
        return bytes.subarray(0, 4 + (cut % (bytes.length - 3)));
      });
    fc.assert(
      fc.property(damaged, fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (file, chunks) => {
        const whole = readCapture(file);
        expect(readCapture(file, chunks)).toEqual(whole);
        expect(whole.info.stop?.offset ?? 0).toBeLessThanOrEqual(file.length);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (rest) => {
        expect(tryReadCapture(Buffer.concat([Buffer.from('0a0d0d0a', 'hex'), rest]))).toBeDefined();
      }),
    );
  });

  it('has one magic number, the same in both byte orders', () => {
    expect([0x0a0d0d0a, 0xd4c3b2a1, 0x1a2b3c4d].map(isPcapngMagic)).toEqual([true, false, false]);
  });
});
