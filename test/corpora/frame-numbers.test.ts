// Frame numbers are Wireshark's: every citation of a frame can be looked up there. Compared with tshark where it is installed.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PacketDecoder } from '../../src/parse/packet-decoder.ts';
import { PcapngFile } from '../support/capture-bytes.ts';
import { corporaFolder, manifestRows, readCaptureFile } from '../support/corpora.ts';
import { ipv4, udp } from '../support/frame-bytes.ts';
import { sharedFolder } from '../support/shared.ts';
import { capinfosPackets, hasTshark, tsharkFrames } from '../support/tshark.ts';

const FIELDS = ['frame.number', 'frame.encap_type', 'frame.cap_len', 'ip.src'] as const;

/** Compares numbers, lengths and senders of frames with tshark's, which also numbers frames without a packet. */
async function compare(path: string): Promise<{ packets: number; frames: number }> {
  const decoder = new PacketDecoder();
  const ours: string[] = [];
  const senders: string[] = [];
  const info = await readCaptureFile(path, (record) => {
    ours.push(`${record.frame} ${record.capturedBytes}`);
    decoder.decode(record, true);
    const { view } = decoder;
    if (view.stop === 0 && view.ipVersion === 4) senders.push(`${record.frame} ${dotted(view.s3)}`);
  });
  const frames = tsharkFrames(path, FIELDS);
  const packets = frames.filter((frame) => frame['frame.encap_type'] !== '');
  expect(ours).toEqual(packets.map((frame) => `${frame['frame.number']} ${frame['frame.cap_len']}`));
  const theirs = new Map(frames.map((frame) => [frame['frame.number'], frame['ip.src']]));
  for (const sender of senders) {
    const [frame, address] = sender.split(' ') as [string, string];
    expect([frame, theirs.get(frame)]).toEqual([frame, address]);
  }
  expect(info.packets + info.otherFrames).toBe(frames.length);
  expect(capinfosPackets(path)).toBe(info.packets);
  return { packets: info.packets, frames: frames.length };
}

const dotted = (word: number) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join('.');

describe.skipIf(!hasTshark)('frame numbers, against tshark (skipped where it is not installed)', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cipherscope-frames-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('count custom blocks, journal entries and system calls, and no other block without a packet', async () => {
    const packet = { bytes: ipv4(udp(Buffer.from('payload'))) };
    const file = new PcapngFile().section().interface({ linkType: 101 }).enhanced(packet);
    file.uidNames(10_234, 'com.example.suspect', 'Suspect, App').enhanced(packet);
    file.custom(1234, Buffer.from('four')).custom(1234, Buffer.from('four'), 0x40000bad).enhanced(packet);
    file.block(9, Buffer.from('__REALTIME_TIMESTAMP=1\n')).enhanced(packet);
    // A system call of Sysdig: CPU, time, thread, length, type, number of arguments.
    const call = Buffer.alloc(40);
    call.writeUInt32LE(40, 18);
    call.writeUInt16LE(1, 22);
    for (const type of [0x204, 0x216, 0x221]) file.block(type, call);
    file
      .enhanced(packet)
      .names([[1, Buffer.from([10, 0, 0, 1, 0x61, 0])]])
      .statistics(0, [[5, 1n]]);
    file.secrets(0x544c534b, 'CLIENT_RANDOM').block(0x80000001, Buffer.alloc(8)).block(0x201, Buffer.alloc(8));
    file.simple(packet).obsolete(packet).section().interface({ linkType: 101 }).enhanced(packet);
    const path = join(folder, 'blocks.pcapng');
    writeFileSync(path, file.bytes());
    expect(await compare(path)).toEqual({ packets: 8, frames: 8 + 7 });
  });

  const samples = ['synthetic/pcapdroid-ext.pcapng', 'ptcpdump-curl-user.pcapng'].map((name) => {
    return [name, sharedFolder(`telemetry/${name}`)] as const;
  });
  it.skipIf(samples.some(([, path]) => path === undefined)).each(samples)(
    '%s (skipped without the samples beside the repository)',
    async (name, path) => {
      const seen = await compare(path as string);
      expect(seen).toEqual(name.startsWith('synthetic') ? { packets: 5, frames: 8 } : { packets: 5, frames: 5 });
    },
  );

  const customBlocks = ['advanced/test102', 'basic/test017', 'basic/test018', 'difficult/test202'];
  const others = manifestRows().filter(({ format, packets }) => format === 'pcapng' && packets > 20 && packets < 60);
  it
    .skipIf(corporaFolder === undefined)
    .each([
      ...customBlocks.map((name) => `pcapng-suite/output_le/${name}.pcapng`),
      ...others.slice(0, 12).map(({ path }) => path),
    ])('%s (skipped without the labelled captures beside the repository)', async (path) => {
    await compare(join(corporaFolder as string, path));
  });
});
