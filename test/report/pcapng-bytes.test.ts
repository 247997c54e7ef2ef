import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pcapngApplication, pcapngBytes } from '../../src/report/pcapng-bytes.ts';
import { readCapture } from '../support/read-capture.ts';

const packet = (linkType: number, length: number, at: number) => ({
  linkType,
  timeUs: 1_767_225_600_000_000 + at,
  timeNs: 7,
  originalBytes: length + 10,
  bytes: new Uint8Array(length).fill(at),
  comment: `frame ${at} of x.pcap`,
});
const packets = [packet(1, 61, 1), packet(101, 40, 2), packet(1, 64, 3)];

describe('packets as pcapng', () => {
  it('are read back as they were: link types, times, lengths', async () => {
    const { records } = await readCapture(pcapngBytes(packets, 'test'));
    expect(
      records.map(({ linkType, timeUs, timeNs, originalBytes }) => ({ linkType, timeUs, timeNs, originalBytes })),
    ).toEqual(
      packets.map(({ linkType, timeUs, timeNs, originalBytes }) => ({ linkType, timeUs, timeNs, originalBytes })),
    );
  });

  it('say what wrote them, which other files do not', () => {
    const bytes = pcapngBytes(packets, 'test 1');
    expect(pcapngApplication(bytes)).toBe('test 1');
    expect(pcapngApplication(bytes.subarray(0, 27))).toBeUndefined();
    for (const at of [0, 8, 24]) {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ 1;
      expect(pcapngApplication(other), String(at)).toBeUndefined();
    }
  });

  it('satisfy tshark, comments included', (context) => {
    context.skip(spawnSync('tshark', ['-v']).error !== undefined, 'tshark is not installed');
    const folder = mkdtempSync(join(tmpdir(), 'cipherscope-cut-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'cut.pcapng'), pcapngBytes(packets, 'test'));
    const args = ['-r', join(folder, 'cut.pcapng'), '-T', 'fields', '-e', 'frame.comment'];
    const comments = execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(comments.trim().split('\n')).toEqual(packets.map(({ comment }) => comment));
  });
});
