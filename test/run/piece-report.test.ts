import { describe, expect, it } from 'vitest';
import type { PieceReport } from '../../src/run/piece-report.ts';
import { chunksOf, readWith } from '../support/analysed.ts';
import { PcapngFile, pcapFile } from '../support/capture-bytes.ts';
import { ethernet, ipv4, udp } from '../support/frame-bytes.ts';

const frame = ethernet(ipv4(udp(Buffer.from('hello'))));

async function reportOf(bytes: Uint8Array): Promise<PieceReport> {
  const { reports } = await readWith({ stream: chunksOf(bytes) });
  return reports[0]?.pieces[0] as PieceReport;
}

describe('describePieces', () => {
  it('names each resolution and link type once, in order', async () => {
    const file = new PcapngFile()
      .section()
      .interface({ snapLength: 96 })
      .interface({ linkType: 101, options: [[9, Uint8Array.of(9)]] })
      .interface({ snapLength: 64 })
      .enhanced({ bytes: frame })
      .bytes();
    expect(await reportOf(file)).toMatchObject({
      isCapture: true,
      isEnded: true,
      format: 'pcapng',
      resolution: 'us, ns',
      linkTypes: ['EN10MB', 'RAW'],
      packets: 1,
      bytes: file.length,
      stop: undefined,
      snapLength: 262_144,
    });
  });

  it('carries what a capture names: its apps, and that it holds secrets', async () => {
    const file = new PcapngFile()
      .section()
      .interface()
      .uidNames(10_101, 'com.example.bank', 'Bank')
      .secrets(0x544c534b, 'CLIENT_RANDOM 00 00')
      .enhanced({ bytes: frame })
      .bytes();
    expect(await reportOf(file)).toMatchObject({
      uidNames: [[10_101, { packageName: 'com.example.bank', label: 'Bank' }]],
      tlsSecrets: 1,
      provenance: 'PCAPdroid, VPN tap',
    });
  });

  it('can be posted to another thread', async () => {
    const report = await reportOf(pcapFile([{ bytes: frame }]));
    expect(structuredClone(report)).toEqual(report);
  });

  it('tells a stream that is no capture from one that is', async () => {
    expect(await reportOf(Buffer.from('neither of the two'))).toMatchObject({
      isCapture: false,
      isEnded: true,
      packets: 0,
      stop: { kind: 'malformed', reason: 'not a capture', offset: 0 },
    });
  });
});
