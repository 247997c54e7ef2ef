import { describe, expect, it } from 'vitest';
import { captureManifests } from '../../src/run/capture-manifest.ts';
import { Progress } from '../../src/run/progress.ts';
import type { ShardReport } from '../../src/run/shard-run.ts';
import { chunksOf, readWith } from '../support/analysed.ts';
import { PcapngFile, pcapFile, pcapHeader, START_US } from '../support/capture-bytes.ts';
import { ethernet, ipv4, udp } from '../support/frame-bytes.ts';

const frame = ethernet(ipv4(udp(Buffer.from('hello'))));
const arp = ethernet(Buffer.alloc(28), { type: 0x0806 });

async function reportOf(bytes: Uint8Array, progress?: Progress): Promise<ShardReport> {
  const { reports } = await readWith({ stream: chunksOf(bytes) }, progress);
  return reports[0] as ShardReport;
}

describe('captureManifests', () => {
  it('says of a file what it is, what is in it, and that it was read to its end', async () => {
    const file = pcapFile([
      { bytes: frame, timeUs: START_US + 1_500_000 },
      { bytes: frame, timeUs: START_US },
    ]);
    expect(captureManifests([{ file: 'a.pcap' }], ['0'.repeat(64)], await reportOf(file))).toEqual([
      {
        file: 'a.pcap',
        sha256: '0'.repeat(64),
        format: 'pcap',
        byte_order: 'little',
        resolution: 'us',
        link_types: ['EN10MB'],
        packets: 2,
        bytes: file.length,
        first: '2026-01-01T00:00:00.000000Z',
        last: '2026-01-01T00:00:01.500000Z',
        clock_back: { times: 1, most_ms: 1500, frame: 2 },
        provenance: 'network interface (EN10MB)',
        stop: { reason: 'end' },
        not_decoded: {},
      },
    ]);
  });

  it('leaves out the hash and the times that nobody knows', async () => {
    const [manifest] = captureManifests([{ file: 'stdin' }], [], await reportOf(pcapFile([])));
    expect(manifest).not.toHaveProperty('sha256');
    expect(manifest).not.toHaveProperty('first');
    expect(manifest).not.toHaveProperty('last');
  });

  it('says at which byte a damaged file stops, and why', async () => {
    const whole = pcapFile([{ bytes: frame }, { bytes: frame }]);
    const [manifest] = captureManifests([{ file: 'cut.pcap' }], [], await reportOf(whole.subarray(0, -10)));
    expect(manifest?.packets).toBe(1);
    expect(manifest?.stop).toEqual({
      reason: expect.stringMatching(/^truncated: /),
      offset: pcapFile([{ bytes: frame }]).length,
    });
  });

  it('says how much of a damaged file was left unread, where its length is known', async () => {
    const sound = pcapFile([{ bytes: frame }]);
    const file = Buffer.concat([sound, Buffer.alloc(500, 0xee)]);
    const report = await reportOf(file);
    const stopOf = (of: { fileBytes?: number; isCompressed?: boolean }) =>
      captureManifests([{ file: 'a.pcap', ...of }], [], report)[0]?.stop;
    expect(stopOf({ fileBytes: file.length })).toMatchObject({ offset: sound.length, unread_bytes: 500 });
    expect(stopOf({ fileBytes: file.length, isCompressed: true })).not.toHaveProperty('unread_bytes');
    expect(stopOf({})).not.toHaveProperty('unread_bytes');
  });

  it('says of damage that was read past that reading went on', async () => {
    const swapped = Buffer.concat([pcapHeader({ little: false }), pcapFile([{ bytes: frame }]).subarray(24)]);
    const [manifest] = captureManifests([{ file: 'a.pcap' }], [], await reportOf(swapped));
    expect(manifest?.packets).toBe(1);
    expect(manifest?.stop).toEqual({
      reason: expect.stringContaining('the file header is big-endian'),
      offset: 24,
      read_on: true,
    });
  });

  it('tells of files one behind the other, of which nothing is missing', async () => {
    const whole = pcapFile([{ bytes: frame }]);
    const [manifest] = captureManifests([{ file: 'two.pcap' }], [], await reportOf(Buffer.concat([whole, whole])));
    expect(manifest).toMatchObject({
      packets: 2,
      joined: { files: 2, offset: whole.length },
      stop: { reason: 'end' },
    });
  });

  it('does not call a reading whole that was interrupted', async () => {
    const progress = new Progress(1);
    progress.interrupt();
    const [manifest] = captureManifests(
      [{ file: 'a.pcap' }],
      [],
      await reportOf(pcapFile([{ bytes: frame }]), progress),
    );
    expect(manifest?.stop).toEqual({ reason: 'interrupted', offset: 0 });
  });

  it('counts what was not decoded, sorted, with what the capturing system dropped', async () => {
    const file = new PcapngFile()
      .section()
      .interface()
      .enhanced({ bytes: arp })
      .enhanced({ bytes: arp })
      .enhanced({ bytes: frame.subarray(0, 16) })
      .statistics(0, [[5, 12n]])
      .bytes();
    const [manifest] = captureManifests([{ file: 'a.pcapng' }], [], await reportOf(file));
    const { ARP: arps, 'dropped by the capturing system': dropped, ...others } = manifest?.not_decoded ?? {};
    expect({ arps, dropped }).toEqual({ arps: 2, dropped: 12 });
    expect(Object.values(others)).toEqual([1]);
  });
});
