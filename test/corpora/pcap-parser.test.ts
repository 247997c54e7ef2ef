// Classic pcap files in microseconds, as another package from npm reads them: the same packets, times, lengths and bytes.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { corporaFolder, groupRows, manifestRows, needsCorpora, readCaptureFile } from '../support/corpora.ts';

interface OraclePacket {
  header: { timestampSeconds: number; timestampMicroseconds: number; capturedLength: number; originalLength: number };
  data: Buffer;
}

interface Oracle {
  on(event: 'packet', listener: (packet: OraclePacket) => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'end', listener: () => void): this;
}

const oracle = createRequire(import.meta.url)('pcap-parser') as { parse(stream: Readable): Oracle };

/** Only what both can be asked: the oracle knows neither nanoseconds nor other magic numbers. */
const MAGICS = ['d4c3b2a1', 'a1b2c3d4'];
/** Swaps captured and original length in these versions, which the oracle does not know. */
const isOldVersion = (file: Buffer) => (file.readUInt8(0) === 0xd4 ? file.readUInt16LE(6) : file.readUInt16BE(6)) < 4;

function oracleRecords(file: Buffer): Promise<{ records: string[]; failed: boolean }> {
  return new Promise((resolve) => {
    const records: string[] = [];
    let failed = false;
    oracle
      .parse(Readable.from([file]))
      .on('packet', ({ header, data }) => {
        const timeUs = header.timestampSeconds * 1e6 + header.timestampMicroseconds;
        const originalBytes = Math.max(header.originalLength, header.capturedLength);
        records.push(`${timeUs} ${data.length} ${originalBytes} ${data.toString('latin1', 0, 64)}`);
      })
      .on('error', () => {
        failed = true;
      })
      .on('end', () => resolve({ records, failed }));
  });
}

const rows = manifestRows().filter(({ format }) => format === 'pcap');
let compared = 0;

describe.skipIf(corporaFolder === undefined)(needsCorpora('classic pcap files read by pcap-parser'), () => {
  it.each(groupRows(rows))('%s', async (_folder, captures) => {
    const faults: string[] = [];
    for (const { path } of captures) {
      const file = readFileSync(join(corporaFolder as string, path));
      if (file.length < 24 || !MAGICS.includes(file.toString('hex', 0, 4)) || isOldVersion(file)) continue;
      const expected = await oracleRecords(file);
      if (expected.failed) continue;
      const records: string[] = [];
      await readCaptureFile(join(corporaFolder as string, path), (record) => {
        const { bytes, start, capturedBytes, originalBytes, timeUs } = record;
        const head = Buffer.from(bytes.buffer, bytes.byteOffset + start, capturedBytes).toString('latin1', 0, 64);
        records.push(`${timeUs} ${capturedBytes} ${originalBytes} ${head}`);
      });
      compared += records.length;
      const first = records.findIndex((record, i) => record !== expected.records[i]);
      if (first >= 0) faults.push(`${path}: packet ${first + 1} differs`);
      else if (records.length !== expected.records.length) {
        faults.push(`${path}: ${records.length} packets, not ${expected.records.length}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('were many', () => {
    expect(compared).toBeGreaterThan(100_000);
  });
});
