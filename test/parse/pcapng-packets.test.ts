import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_UID, PacketDirection } from '../../src/parse/capture-record.ts';
import { type Option, PcapngFile, START_US } from '../support/capture-bytes.ts';
import { readCapture } from '../support/read-capture.ts';

const packet = { bytes: Buffer.from('a packet of 21 bytes.') };

/** The records of one section with one interface and one enhanced packet block. */
function enhanced(options: readonly Option[], little = true) {
  return readCapture(new PcapngFile().section(little).interface().enhanced(packet, 0, options).bytes());
}

/** As many bytes as the block states, of which the fixed part is `words`. */
function damaged(type: number, words: readonly number[], bodyBytes: number) {
  const file = new PcapngFile().section().interface();
  file.block(type, Buffer.concat([...words.map((word) => file.u32(word)), Buffer.alloc(200)]).subarray(0, bodyBytes));
  const { records, info } = readCapture(file.bytes());
  expect(records).toEqual([]);
  return info.stop?.reason;
}

describe('packet blocks of pcapng', () => {
  it('tell the direction by their flags, and nothing where the flags say nothing', () => {
    const directionOf = (flags: number, little: boolean) => {
      const value = Buffer.alloc(4);
      if (little) value.writeUInt32LE(flags);
      else value.writeUInt32BE(flags);
      return enhanced([[2, value]], little).records[0]?.direction;
    };
    for (const little of [true, false]) {
      expect([0, 1, 2, 3].map((flags) => directionOf(flags, little))).toEqual([
        PacketDirection.unknown,
        PacketDirection.inbound,
        PacketDirection.outbound,
        PacketDirection.unknown,
      ]);
      // Reception type, FCS length and errors stand above the direction.
      expect(directionOf(0xffff_fffe, little)).toBe(PacketDirection.outbound);
    }
    expect(enhanced([[2, Buffer.from([1])]]).records[0]?.direction).toBe(PacketDirection.unknown);
  });

  it('tell the UID by the first comment that has one', () => {
    const uidOf = (...comments: string[]) => enhanced(comments.map((text): Option => [1, text])).records[0]?.uid;
    expect(uidOf('u-10234')).toBe(10_234);
    expect(uidOf('u--1')).toBe(-1);
    expect(uidOf('seen by an analyst', 'u-10234', 'u-5')).toBe(10_234);
    expect(uidOf('PID: 1\nCmd: sh\nArgs: UserId: 0', 'UserId: 10234', 'ParentPID: 1')).toBe(10_234);
    expect(uidOf('seen by an analyst')).toBe(NO_UID);
    expect(uidOf()).toBe(NO_UID);
  });

  it('do not pass on the direction and UID of the packet before', () => {
    const file = new PcapngFile().section().interface();
    file.enhanced(packet, 0, [
      [1, 'u-10234'],
      [2, file.u32(1)],
    ]);
    const [, second] = readCapture(file.enhanced(packet).bytes()).records;
    expect([second?.uid, second?.direction]).toEqual([NO_UID, PacketDirection.unknown]);
  });

  it('read the options of the obsolete block too', () => {
    const file = new PcapngFile().section().interface();
    file.obsolete(packet, 0, 0xffff, [
      [1, 'u-7'],
      [2, file.u32(2)],
    ]);
    const [record] = readCapture(file.bytes()).records;
    expect([record?.uid, record?.direction]).toEqual([7, PacketDirection.outbound]);
  });

  it('count a packet whose options are damaged, and that they are', () => {
    const file = new PcapngFile().section().interface();
    file.block(6, ...[0, 0, 0, 0, 0].map((word) => file.u32(word)), file.u16(1), file.u16(200), Buffer.from('u-5'));
    const { records, info } = readCapture(file.bytes());
    expect([records.length, records[0]?.uid]).toEqual([1, NO_UID]);
    expect(info.skipped.get('packet options cut short')).toBe(1);
  });

  it('number interfaces through all sections of a file', () => {
    const file = new PcapngFile().section().interface().interface().enhanced(packet, 1);
    file.section(false).interface().enhanced(packet).section().interface().interface().enhanced(packet, 1);
    expect(readCapture(file.bytes()).records.map(({ interfaceId }) => interfaceId)).toEqual([1, 2, 4]);
  });

  it('date packets by the resolution and offset of their own interface', () => {
    const file = new PcapngFile().section();
    file.interface({ options: [[9, Buffer.from([9])]] });
    file.interface({
      options: [
        [9, Buffer.from([0x8a])],
        [14, 100n],
      ],
    });
    file.interface({ options: [[14, -5n]] });
    file.enhanced(packet, 0, [], BigInt(START_US) * 1000n + 789n);
    file.enhanced(packet, 1, [], 1536n).enhanced(packet, 2, [], 6_000_001n);
    const { records, info } = readCapture(file.bytes());
    expect(records.map(({ timeUs, timeNs }) => [timeUs, timeNs])).toEqual([
      [START_US, 789],
      [101_500_000, 0],
      [1_000_001, 0],
    ]);
    expect(info.interfaces.map(({ resolution }) => resolution)).toEqual(['ns', '2^-10 s', 'us']);
  });

  it('date a simple packet like the packet before it', () => {
    const file = new PcapngFile().section().interface({ options: [[9, Buffer.from([9])]] });
    file.simple(packet).enhanced(packet, 0, [], 5_000_000_123n).simple(packet);
    const { records } = readCapture(file.bytes());
    expect(records.map(({ timeUs, timeNs }) => [timeUs, timeNs])).toEqual([
      [0, 0],
      [5_000_000, 123],
      [5_000_000, 123],
    ]);
  });

  it('cut a simple packet at the snap length of the first interface, or not at all', () => {
    const lengthWith = (snapLength: number, originalBytes: number, stored: number) => {
      const file = new PcapngFile().section().interface({ snapLength });
      const [record] = readCapture(file.simple({ bytes: Buffer.alloc(stored, 1), originalBytes }).bytes()).records;
      return [(record?.bytes.length ?? 0) / 2, record?.originalBytes];
    };
    expect(lengthWith(0, 61, 61)).toEqual([61, 61]);
    expect(lengthWith(100, 61, 61)).toEqual([61, 61]);
    expect(lengthWith(50, 1500, 50)).toEqual([50, 1500]);
    // The length says more than is there: what is there counts.
    expect(lengthWith(0, 1500, 52)).toEqual([52, 1500]);
  });

  it('tell of packets lost before them', () => {
    const file = new PcapngFile().section().interface().interface();
    file
      .enhanced(packet, 0, [[4, 3n]])
      .enhanced(packet, 0, [[4, 4n]])
      .enhanced(packet, 1);
    file.obsolete(packet, 1, 5).obsolete(packet, 1, 0xffff);
    const { info } = readCapture(file.bytes());
    expect(info.interfaces.map(({ droppedPackets }) => droppedPackets)).toEqual([7, 5]);
  });

  it('that contradict themselves give no packet, but a reason', () => {
    expect(damaged(6, [0, 0, 0, 8, 8], 16)).toBe('enhanced packet block too short, skipped');
    expect(damaged(6, [0, 0, 0, 21, 21], 40)).toBe('enhanced packet block shorter than its packet, skipped');
    expect(damaged(6, [0, 0, 0, 0xffffffff, 21], 40)).toBe('enhanced packet block shorter than its packet, skipped');
    expect(damaged(6, [1, 0, 0, 8, 8], 40)).toBe('enhanced packet block of an undeclared interface, skipped');
    expect(damaged(2, [0, 0, 0, 8, 8], 16)).toBe('packet block too short, skipped');
    expect(damaged(2, [1, 0, 0, 8, 8], 40)).toBe('packet block of an undeclared interface, skipped');
    expect(damaged(2, [0, 0, 0, 21, 21], 40)).toBe('packet block shorter than its packet, skipped');
    expect(damaged(3, [], 0)).toBe('simple packet block too short, skipped');
    const orphan = readCapture(new PcapngFile().section().simple(packet).bytes());
    expect(orphan.info.stop?.reason).toBe('simple packet block without an interface, skipped');
  });

  it('have a wire length of at least what was captured, whatever they say', () => {
    const [record] = readCapture(
      new PcapngFile()
        .section()
        .interface()
        .enhanced({ ...packet, originalBytes: 3 })
        .bytes(),
    ).records;
    expect(record?.originalBytes).toBe(21);
  });

  it('give back what was written, in both byte orders', () => {
    const ticks = fc.bigInt({ min: 0n, max: BigInt(Number.MAX_SAFE_INTEGER) });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), ticks, fc.nat(70_000), fc.boolean(), (bytes, at, more, little) => {
        const originalBytes = bytes.length + more;
        const file = new PcapngFile().section(little).interface().enhanced({ bytes, originalBytes }, 0, [], at);
        const [record] = readCapture(file.bytes()).records;
        expect(record).toMatchObject({ bytes: Buffer.from(bytes).toString('hex'), originalBytes, timeUs: Number(at) });
      }),
    );
  });
});
