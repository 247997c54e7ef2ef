import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_UID } from '../../src/parse/capture-record.ts';
import { MAX_RECORD_BYTES } from '../../src/parse/pcap.ts';
import {
  type PacketBytes,
  type PcapLayout,
  PcapngFile,
  pcapFile,
  pcapHeader,
  pcapRecord,
  START_US,
} from '../support/capture-bytes.ts';
import { readCapture, tryReadCapture } from '../support/read-capture.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const packetArbitrary: fc.Arbitrary<PacketBytes> = fc.record({
  bytes: fc.uint8Array({ maxLength: 60 }),
  timeUs: fc.integer({ min: 1, max: 0xffffffff * 1e6 }),
  timeNs: fc.nat(999),
});
const layoutArbitrary: fc.Arbitrary<PcapLayout> = fc.record({
  little: fc.boolean(),
  nano: fc.boolean(),
  linkType: fc.constantFrom(0, 1, 101, 113, 276),
  snapLength: fc.nat(0x7fffffff),
});

const PACKETS: PacketBytes[] = [
  { bytes: Buffer.from('first packet'), timeUs: START_US, timeNs: 1 },
  { bytes: Buffer.from('2nd'), timeUs: START_US + 999_999, timeNs: 999, originalBytes: 1500 },
  { bytes: Buffer.from('the third packet'), timeUs: START_US + 5_000_001 },
];

describe('classic pcap', () => {
  it('gives back what was written, in both byte orders, in µs and ns', () => {
    fc.assert(
      fc.property(fc.array(packetArbitrary, { maxLength: 8 }), layoutArbitrary, (packets, layout) => {
        const { records, info } = readCapture(pcapFile(packets, layout));
        expect(records).toEqual(
          packets.map((packet, i) => ({
            bytes: hex(packet.bytes),
            originalBytes: packet.bytes.length,
            timeUs: packet.timeUs,
            timeNs: layout.nano ? packet.timeNs : 0,
            linkType: layout.linkType,
            interfaceId: 0,
            direction: 0,
            uid: NO_UID,
            frame: i + 1,
          })),
        );
        expect(info.stop).toBeUndefined();
        expect(info.packets).toBe(packets.length);
        expect(info.byteOrder).toBe(layout.little ? 'little' : 'big');
        expect(info.interfaces).toEqual([
          {
            linkType: layout.linkType,
            snapLength: layout.snapLength,
            resolution: layout.nano ? 'ns' : 'us',
            droppedPackets: 0,
          },
        ]);
      }),
    );
  });

  it('keeps the length on the wire of a packet that the snap length cut', () => {
    const [, cut] = readCapture(pcapFile(PACKETS)).records;
    expect([cut?.bytes.length, cut?.originalBytes]).toEqual([6, 1500]);
  });

  it('reads the longer record headers of Kuznetzov’s variant', () => {
    for (const little of [true, false]) {
      const { records } = readCapture(pcapFile(PACKETS, { modified: true, little }));
      expect(records.map(({ bytes }) => bytes)).toEqual(PACKETS.map(({ bytes }) => hex(bytes)));
    }
  });

  it('reads old versions, which wrote the original length first', () => {
    for (const minorVersion of [1, 2, 3]) {
      const { records, info } = readCapture(pcapFile(PACKETS, { minorVersion, swapLengths: true }));
      expect(records.map(({ originalBytes }) => originalBytes)).toEqual([12, 1500, 16]);
      expect(info.stop).toBeUndefined();
    }
    const inOrder = readCapture(pcapFile(PACKETS, { minorVersion: 3 }));
    expect(inOrder.records.map(({ bytes }) => bytes)).toEqual(PACKETS.map(({ bytes }) => hex(bytes)));
  });

  it('takes the link type without the frame check sequence’s length above it', () => {
    const { records } = readCapture(pcapFile(PACKETS, { linkType: 0x3fff_0065 }));
    expect(records[0]?.linkType).toBe(101);
  });

  it('says of a file cut at any byte which record is missing and where, and gives all records before it', () => {
    for (const layout of [{}, { little: false, nano: true }]) {
      const whole = pcapFile(PACKETS, layout);
      const starts = [24];
      for (const packet of PACKETS) starts.push((starts.at(-1) as number) + pcapRecord(packet, layout).length);
      for (let cut = 4; cut <= whole.length; cut++) {
        const { records, info } = readCapture(whole.subarray(0, cut));
        const before = starts.filter((start) => start <= cut);
        const lastStart = before.at(-1) ?? 0;
        expect(records.length).toBe(Math.max(0, before.length - 1));
        if (cut === lastStart) expect(info.stop).toBeUndefined();
        else expect(info.stop).toMatchObject({ kind: 'truncated', offset: lastStart });
      }
    }
  });

  it('reads records whose byte order is not the file header’s, and says so', () => {
    for (const layout of [{}, { nano: true }, { modified: true }]) {
      for (const little of [true, false]) {
        const file = Buffer.concat([
          pcapHeader({ ...layout, little }),
          ...PACKETS.map((packet) => pcapRecord(packet, { ...layout, little: !little })),
        ]);
        const { records, info } = readCapture(file);
        expect(records.map(({ bytes, timeUs }) => [bytes, timeUs])).toEqual(
          PACKETS.map(({ bytes, timeUs }) => [hex(bytes), timeUs]),
        );
        const [header, theirs] = little ? ['little', 'big'] : ['big', 'little'];
        expect(info.stop).toEqual({
          kind: 'malformed',
          reason: `the file header is ${header}-endian, its records are ${theirs}-endian and were read so`,
          offset: 24,
          isPassed: true,
        });
        // A cut is worse, and told instead.
        expect(readCapture(file.subarray(0, -1)).info.stop).toMatchObject({ kind: 'truncated' });
      }
    }
  });

  it('takes no other byte order where that does not make sense of the first two records either', () => {
    const first = pcapRecord(PACKETS[0] as PacketBytes, { little: false });
    const { records, info } = readCapture(Buffer.concat([pcapHeader(), first, Buffer.alloc(40, 0xee)]));
    expect(records).toEqual([]);
    expect(info.stop).toMatchObject({
      kind: 'malformed',
      reason: expect.stringContaining('record length'),
      offset: 24,
    });
    const alone = readCapture(Buffer.concat([pcapHeader(), first]));
    expect(alone.records.length).toBe(1);
  });

  it('stops at a record length that cannot be, with its byte offset', () => {
    const bad = pcapRecord({ bytes: new Uint8Array(0) });
    bad.writeUInt32LE(MAX_RECORD_BYTES + 1, 8);
    const file = Buffer.concat([pcapFile(PACKETS), bad, pcapRecord(PACKETS[0] as PacketBytes)]);
    const { records, info } = readCapture(file);
    expect(records.length).toBe(3);
    expect(info.stop).toEqual({
      kind: 'malformed',
      reason: 'record length 1048577 exceeds 1048576 bytes',
      offset: pcapFile(PACKETS).length,
    });
  });

  it('stops at a tail of zeros instead of reading thousands of empty packets of 1970', () => {
    const sound = pcapFile(PACKETS);
    const { records, info } = readCapture(Buffer.concat([sound, Buffer.alloc(4096)]));
    expect(records.length).toBe(3);
    expect(info.stop).toMatchObject({ kind: 'malformed', offset: sound.length });
  });

  it('reads an empty packet that has a time', () => {
    const { records, info } = readCapture(pcapFile([{ bytes: new Uint8Array(0), timeUs: 1 }]));
    expect([records.length, info.stop]).toEqual([1, undefined]);
  });

  it('tells a source that failed apart from a file that ends, also between two records', () => {
    const failure = { kind: 'truncated', reason: 'compressed data cut short' } as const;
    const file = pcapFile(PACKETS);
    const { records, info } = readCapture(file, [], failure);
    expect(records.length).toBe(3);
    expect(info.stop).toEqual({ ...failure, offset: file.length });
  });

  it('has no packets and no fault where only a header is there', () => {
    const { records, info } = readCapture(pcapHeader());
    expect([records, info.stop, info.interfaces.length]).toEqual([[], undefined, 1]);
  });

  it('gives the same records however the stream is cut into chunks, whatever the bytes', () => {
    const damaged = fc
      .tuple(fc.array(packetArbitrary, { maxLength: 5 }), layoutArbitrary, fc.array(fc.tuple(fc.nat(), fc.nat(255))))
      .map(([packets, layout, flips]) => {
        const file = pcapFile(packets, layout);
        for (const [at, value] of flips) file[4 + (at % (file.length - 4))] = value;
        return file;
      });
    fc.assert(
      fc.property(damaged, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (file, chunks) => {
        const whole = readCapture(file);
        expect(readCapture(file, chunks)).toEqual(whole);
        expect(whole.info.stop?.offset ?? 0).toBeLessThanOrEqual(file.length);
      }),
    );
  });

  it('throws at no bytes behind a magic number', () => {
    const magic = fc.constantFrom('a1b2c3d4', 'd4c3b2a1', 'a1b23c4d', '4d3cb2a1', 'a1b2cd34', '34cdb2a1');
    fc.assert(
      fc.property(magic, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        expect(tryReadCapture(Buffer.concat([Buffer.from(start, 'hex'), rest]))).toBeDefined();
      }),
    );
  });

  it('reads files that were written one behind the other, each by its own header, and says so: nothing of them is missing', () => {
    const first = pcapFile(PACKETS);
    for (const layout of [{}, { little: false, nano: true, linkType: 113 }, { modified: true }]) {
      const file = Buffer.concat([first, pcapFile(PACKETS, layout), pcapHeader(layout)]);
      for (const chunks of [[], [7]]) {
        const { records, info } = readCapture(file, chunks);
        expect(records.map(({ bytes, frame }) => [bytes, frame])).toEqual(
          [...PACKETS, ...PACKETS].map(({ bytes }, i) => [hex(bytes), i + 1]),
        );
        expect(records.map(({ linkType }) => linkType)).toEqual([1, 1, 1, ...Array(3).fill(layout.linkType ?? 1)]);
        expect([records[3]?.timeUs, info.byteOrder, info.interfaces.length]).toEqual([START_US, 'little', 3]);
        expect(info.joined).toEqual({ files: 3, offset: first.length });
        expect(info.stop).toBeUndefined();
      }
    }
  });

  it('says of a second file header that it is cut, and never takes it for a packet', () => {
    const first = pcapFile(PACKETS);
    const { records, info } = readCapture(Buffer.concat([first, pcapHeader().subarray(0, 20)]));
    expect(records.length).toBe(3);
    expect(info.stop).toMatchObject({
      kind: 'truncated',
      reason: 'header of a second file cut short: 20 of 24 bytes are there',
      offset: first.length,
    });
  });

  it('lists a bounded number of the files that were written behind each other', () => {
    const file = Buffer.concat(Array(100_000).fill(pcapHeader()));
    const { info } = readCapture(file);
    expect([info.sections, info.interfaces.length, info.skipped.size]).toEqual([100_000, 4096, 1]);
    expect(info.joined).toEqual({ files: 100_000, offset: 24 });
  });

  it('names a pcapng file behind a pcap file, which needs a reader of its own', () => {
    const first = pcapFile(PACKETS);
    for (const little of [true, false]) {
      const { records, info } = readCapture(
        Buffer.concat([first, new PcapngFile().section(little).interface().bytes()]),
      );
      expect(records.length).toBe(3);
      expect(info.stop).toMatchObject({
        reason: expect.stringContaining('a pcapng file begins'),
        offset: first.length,
      });
    }
  });
});
