import { expect, it } from 'vitest';
import { isFileHeaderAmongRecords, isPcapMagic, readPcapFileHeader } from '../../src/parse/pcap-file-header.ts';
import { pcapHeader, pcapRecord } from '../support/capture-bytes.ts';

it('has six magic numbers', () => {
  const known = [0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1];
  expect(known.every(isPcapMagic)).toBe(true);
  expect([0, 0x0a0d0d0a, 0xa1b2c3d5].some(isPcapMagic)).toBe(false);
});

it('reads byte order, resolution, shape of the records, link type and snap length', () => {
  for (const little of [true, false]) {
    expect(readPcapFileHeader(pcapHeader({ little, nano: true, linkType: 113, snapLength: 96 }), 0)).toEqual({
      little,
      nano: true,
      recordHeaderBytes: 16,
      lengthsMayBeSwapped: false,
      linkType: 113,
      snapLength: 96,
    });
    const old = readPcapFileHeader(pcapHeader({ little, modified: true, minorVersion: 3 }), 0);
    expect([old?.recordHeaderBytes, old?.lengthsMayBeSwapped]).toEqual([24, true]);
  }
  expect(readPcapFileHeader(Buffer.alloc(24), 0)).toBeUndefined();
});

it('takes the link type without the frame check sequence’s length above it', () => {
  expect(readPcapFileHeader(pcapHeader({ linkType: 0x3fff_0065 }), 0)?.linkType).toBe(101);
});

it('tells a file header from a record that has its magic for a time', () => {
  for (const little of [true, false]) {
    const header = pcapHeader({ little, nano: true });
    expect(isFileHeaderAmongRecords(Buffer.concat([Buffer.alloc(5), header]), 5)).toBe(true);
    header.writeUInt8(9, 4);
    expect(isFileHeaderAmongRecords(header, 0)).toBe(false);
  }
  const record = pcapRecord({ bytes: Buffer.alloc(8), timeUs: 0xa1b2c3d4 * 1e6 + 0x40002 });
  expect(record.readUInt32LE(0)).toBe(0xa1b2c3d4);
  expect(isFileHeaderAmongRecords(record, 0)).toBe(false);
});
