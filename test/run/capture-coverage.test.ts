import { describe, expect, it } from 'vitest';
import { captureCoverage } from '../../src/run/capture-coverage.ts';
import { Progress } from '../../src/run/progress.ts';
import { captureOf, chunksOf, readWith, SETTINGS } from '../support/analysed.ts';
import { PcapngFile, pcapFile, pcapHeader, START_US } from '../support/capture-bytes.ts';
import { ethernet, ipv4, udp } from '../support/frame-bytes.ts';
import type { TestPacket } from '../support/packets.ts';

const frame = ethernet(ipv4(udp(Buffer.from('hello'))));
const FILE = [{ file: 'a.pcap' }];

async function coverageOf(bytes: Uint8Array, { maxFlows = 1000, progress = new Progress(1) } = {}) {
  const { reports } = await readWith({ stream: chunksOf(bytes), settings: { ...SETTINGS, maxFlows } }, progress);
  return captureCoverage(FILE, reports);
}

const causesOf = ({ gaps }: Awaited<ReturnType<typeof coverageOf>>) => gaps.map(({ cause }) => cause);

describe('captureCoverage', () => {
  it('names the capture, its packets and its span, and no gap where there is none', async () => {
    const coverage = await coverageOf(
      pcapFile([
        { bytes: frame, timeUs: START_US },
        { bytes: frame, timeUs: START_US + 5 },
      ]),
    );
    expect(coverage).toEqual({
      datasets: [{ name: 'pcap', file: 'a.pcap', records: 2, rejected: 0 }],
      startUs: START_US,
      endUs: START_US + 5,
      gaps: [],
      blindTo: [],
    });
  });

  it('knows no span of a capture without packets', async () => {
    expect(await coverageOf(pcapFile([]))).toMatchObject({ startUs: undefined, endUs: undefined });
  });

  it('tells where a capture is cut', async () => {
    const coverage = await coverageOf(pcapFile([{ bytes: frame }, { bytes: frame }]).subarray(0, -3));
    expect(coverage.gaps).toEqual([
      { startUs: START_US, cause: expect.stringMatching(/^a\.pcap: truncated at byte \d+: /) },
    ]);
  });

  it('tells of packets that are cut short and of a clock that goes back', async () => {
    const cut = { bytes: frame.subarray(0, -2), originalBytes: frame.length };
    const coverage = await coverageOf(
      pcapFile([
        { bytes: frame, timeUs: START_US + 90e6 },
        { ...cut, timeUs: START_US },
        { ...cut, timeUs: START_US },
      ]),
    );
    expect(causesOf(coverage)).toEqual([
      `a.pcap: 2 of 3 packets are cut short: 4 B were not kept, and what they said cannot be judged`,
      'a.pcap: the clock goes back by 2 min (frame 2): durations and rhythms across that are not real',
    ]);
  });

  it('takes no time from the network where reading went on behind the damage', async () => {
    const sound = pcapFile([{ bytes: frame }]);
    const coverage = await coverageOf(Buffer.concat([pcapHeader({ little: false }), sound.subarray(24)]));
    expect(coverage.gaps).toEqual([
      { cause: expect.stringMatching(/^a\.pcap: malformed at byte \d+: the file header/) },
    ]);
  });

  it('tells how much of a file lies behind the damage', async () => {
    const sound = pcapFile([{ bytes: frame }]);
    const file = Buffer.concat([sound, Buffer.alloc(500, 0xee)]);
    const { reports } = await readWith({ stream: chunksOf(file) });
    const coverage = captureCoverage([{ file: 'a.pcap', fileBytes: file.length }], reports);
    const share = Math.round((100 * 500) / file.length);
    expect(causesOf(coverage)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^a\\.pcap: malformed at byte ${sound.length}: record length .*, 500 bytes \\(${share} %\\) unread$`,
        ),
      ),
    ]);
  });

  it('tells that reading was interrupted', async () => {
    const progress = new Progress(1);
    progress.interrupt();
    expect(causesOf(await coverageOf(pcapFile([{ bytes: frame }]), { progress }))).toEqual([
      'a.pcap: reading was interrupted: what comes later was not read',
    ]);
  });

  it('tells what the capturing system dropped, and what nobody could decode', async () => {
    const file = new PcapngFile()
      .section()
      .interface()
      .enhanced({ bytes: frame.subarray(0, 30) })
      .enhanced({ bytes: ethernet(Buffer.alloc(28), { type: 0x0806 }) })
      .statistics(0, [[5, 12n]])
      .bytes();
    expect(causesOf(await coverageOf(file))).toEqual([
      'a.pcap: the capturing system dropped 12 packets',
      // ARP belongs to no app.
      expect.stringMatching(/^1 packet not decoded: /),
    ]);
  });

  it('tells what was left closed, and is unread where all of it was', async () => {
    const vxlan = ethernet(ipv4(udp(Buffer.from('0800000000007b00', 'hex'), 40_000, 4789)));
    const coverage = await coverageOf(pcapFile([{ bytes: vxlan }]));
    expect(causesOf(coverage)).toEqual(['1 packet not decoded: inside VXLAN']);
    expect(coverage.isUnread).toBe(true);
  });

  it('of which no packet could be read says so, and one that held nothing for an app does not', async () => {
    const radio = pcapFile([{ bytes: frame }, { bytes: frame }], { linkType: 127 });
    expect((await coverageOf(radio)).isUnread).toBe(true);
    const arp = pcapFile([{ bytes: ethernet(Buffer.alloc(28), { type: 0x0806 }) }]);
    expect((await coverageOf(arp)).isUnread).toBeUndefined();
    expect((await coverageOf(pcapFile([]))).isUnread).toBeUndefined();
  });

  it('tells what the caps cost', async () => {
    const packets = Array.from({ length: 50 }, (_, i): TestPacket => ({ from: `10.0.0.1:${i + 1}`, to: '10.0.0.2:1' }));
    expect(causesOf(await coverageOf(captureOf(packets), { maxFlows: 4 }))).toEqual([
      '46 flows were ended early because the flow table was full',
    ]);
  });

  it('tells that a snap length cuts payload', async () => {
    const file = pcapFile([{ bytes: frame }], { snapLength: 96 });
    expect((await coverageOf(file)).blindTo).toEqual([
      'payload beyond the snap length: sizes are right, bytes are cut',
    ]);
  });

  it('tells that a VPN tap makes packets of its own', async () => {
    const file = new PcapngFile().section().interface().uidNames(10_101, 'a.b', 'B').enhanced({ bytes: frame }).bytes();
    expect(causesOf(await coverageOf(file))).toEqual([expect.stringContaining('a VPN tap makes packet sizes')]);
  });
});
