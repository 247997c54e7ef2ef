// Real files of one device and of two, given to one analysis.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { type AnalyzeSettings, analyze } from '../../src/run/analyze.ts';
import { captureOf, connection } from '../support/analysed.ts';
import { PcapngFile, START_US } from '../support/capture-bytes.ts';
import { outputFolder } from '../support/output-folder.ts';
import { ipPacket, type TestPacket } from '../support/packets.ts';
import { socketRow } from '../support/socket-rows.ts';

const SECOND = 1e6;
const SERVER = '203.0.113.7:443';

/** Ten connections of a device, one every six seconds. */
function traffic(device: string, { fromPort = 40_000, atS = 0, server = SERVER } = {}): TestPacket[] {
  return Array.from({ length: 10 }, (_, i) =>
    connection(`${device}:${fromPort + i}`, server, ['question', 'answer'], (atS + 6 * i) * SECOND),
  ).flat();
}

async function folderOf(files: Record<string, Uint8Array | string>): Promise<string> {
  const folder = await outputFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** The number of flows and what was said, or why the files were refused. */
async function given(files: Record<string, Uint8Array | string>, settings: AnalyzeSettings = {}) {
  const folder = await folderOf(files);
  const captures = Object.keys(files).filter((name) => name.includes('.pcap'));
  const said: string[] = [];
  let flows = 0;
  const asked = { ...settings, workers: 1, onWarning: (message: string) => said.push(message) };
  if (settings.telemetry !== undefined) asked.telemetry = settings.telemetry.map((name) => join(folder, name));
  try {
    for await (const _ of analyze(
      captures.map((name) => join(folder, name)),
      asked,
    ))
      flows++;
    return { flows, said };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { refused: error.message.replaceAll(folder, '.'), exitCode: error.exitCode };
  }
}

function pcapng(packets: readonly TestPacket[], hardware: string): Buffer {
  const file = new PcapngFile().section(true, [[2, Buffer.from(hardware)]]).interface({ linkType: 101 });
  for (const packet of packets) file.enhanced({ bytes: ipPacket(packet), timeUs: START_US + (packet.atUs ?? 0) });
  return file.bytes();
}

describe('files of two devices are refused', () => {
  it('that were taken in one network at the same time, with what to do', async () => {
    const outcome = await given({
      'a.pcap': captureOf(traffic('192.168.1.20')),
      'b.pcap': captureOf(traffic('192.168.1.21')),
    });
    expect(outcome).toEqual({
      refused:
        'a.pcap and b.pcap are captures of their own, not pieces of one: they are of 192.168.1.20 and 192.168.1.21 at the same ' +
        'time, in one network. Analyse each by itself, or all of them with "cipherscope batch ./a.pcap ./b.pcap --lake LAKE". ' +
        'If they are of one device, say which addresses are its own: --local 192.168.1.20 --local 192.168.1.21.',
      exitCode: 2,
    });
  });

  it('and are named by their paths where their names are the same', async () => {
    const outcome = await given({
      'one/cap.pcap': captureOf(traffic('192.168.1.20')),
      'two/cap.pcap': captureOf(traffic('192.168.1.21')),
    });
    expect(outcome.refused).toMatch(/^\.\/one\/cap\.pcap and \.\/two\/cap\.pcap are captures of their own/);
  });

  it('but not where --local says that both addresses are one device’s', async () => {
    const files = { 'a.pcap': captureOf(traffic('192.168.1.20')), 'b.pcap': captureOf(traffic('192.168.1.21')) };
    expect(await given(files, { local: ['192.168.1.0/24'] })).toEqual({ flows: 20, said: [] });
  });

  it('that are two emulators, which bear the same address', async () => {
    const outcome = await given({
      'a.pcap': captureOf(traffic('10.0.2.15')),
      'b.pcap': captureOf(traffic('10.0.2.15', { fromPort: 50_000, atS: 1 })),
    });
    expect(outcome.refused).toContain('flows of 10.0.2.15 to the same services, and none of them is in both files');
  });

  it('a VPN tap and an emulator, whenever they were taken', async () => {
    const outcome = await given({
      'tap.pcap': captureOf(traffic('10.215.173.1')),
      'emulator.pcap': captureOf(traffic('10.0.2.15', { atS: 600 })),
    });
    expect(outcome.refused).toContain('a VPN tap of PCAPdroid (10.215.173.1) and a network interface (10.0.2.15)');
  });

  it('whose sections name two machines', async () => {
    const outcome = await given({
      'a.pcapng': pcapng(traffic('192.168.1.20'), 'one\u001b[31m'),
      'b.pcapng': pcapng(traffic('100.64.3.4'), 'two'),
    });
    expect(outcome.refused).toContain('two machines');
    expect(outcome.refused).not.toMatch(/\p{Cc}/u);
    expect(outcome.refused).not.toContain('--local');
  });

  it('whose flows stand in the socket logs of two devices', async () => {
    const rows = (device: string, address: string) =>
      Array.from({ length: 10 }, (_, i) => {
        const row = JSON.parse(socketRow({ local: `${address}:${40_000 + i}`, remote: SERVER, uid: 10_100 }));
        return JSON.stringify({ ...row, 'observer.name': device });
      }).join('\n');
    const outcome = await given(
      {
        'a.pcap': captureOf(traffic('192.168.1.20')),
        'b.pcap': captureOf(traffic('192.168.7.20', { atS: 600 })),
        'logs/one.ndjson': `${rows('phone-1', '192.168.1.20')}\n`,
        'logs/two.ndjson': `${rows('phone-2', '192.168.7.20').replaceAll('T00:00', 'T00:10').replaceAll('T00:01', 'T00:11')}\n`,
      },
      { telemetry: ['logs'] },
    );
    expect(outcome.refused).toContain('the sockets of the first are of phone-1, those of the second of phone-2');
  });
});

describe('files of one device are read as one capture', () => {
  it('that follow each other, and overlap by what a writer of pieces lets them', async () => {
    const packets = traffic('192.168.1.20');
    const cut = packets.length / 2;
    const outcome = await given({
      'a.pcap': captureOf([...packets.slice(0, cut), packets[cut + 1] as TestPacket]),
      'b.pcap': captureOf([packets[cut] as TestPacket, ...packets.slice(cut + 2)]),
    });
    expect(outcome).toEqual({ flows: 10, said: [] });
  });

  it('that hold every other packet of it', async () => {
    const packets = traffic('10.0.2.15');
    const half = (rest: number) => captureOf(packets.filter((_, i) => i % 2 === rest));
    expect(await given({ 'a.pcap': half(0), 'b.pcap': half(1) })).toEqual({ flows: 10, said: [] });
  });

  it('that are of two of its interfaces, with a word that it might be otherwise', async () => {
    const outcome = await given({
      'wlan0.pcap': captureOf(traffic('192.168.1.20')),
      'rmnet0.pcap': captureOf(traffic('100.64.3.4', { atS: 1 })),
    });
    expect(outcome).toEqual({
      flows: 20,
      said: [
        expect.stringMatching(
          /^wlan0\.pcap \(192\.168\.1\.20\) and rmnet0\.pcap \(100\.64\.3\.4\) are of the same time/,
        ),
      ],
    });
  });

  it('that were filtered by service', async () => {
    const outcome = await given({
      'web.pcap': captureOf(traffic('192.168.1.20')),
      'push.pcap': captureOf(traffic('192.168.1.20', { fromPort: 50_000, atS: 1, server: '203.0.113.7:5228' })),
    });
    expect(outcome).toEqual({ flows: 20, said: [] });
  });

  it('whatever stands in broadcasts of its neighbours', async () => {
    const noise = Array.from({ length: 200 }, (_, i): TestPacket => {
      return { from: '192.168.1.99:5353', to: '224.0.0.251:5353', protocol: 17, atUs: i * 0.2 * SECOND };
    });
    const [a, b] = [traffic('192.168.1.20'), traffic('192.168.1.20', { fromPort: 50_000, server: '198.51.100.9:80' })];
    const inOrder = (packets: TestPacket[]) => packets.sort((x, y) => (x.atUs ?? 0) - (y.atUs ?? 0));
    const outcome = await given({ 'a.pcap': captureOf(inOrder([...a, ...noise])), 'b.pcap': captureOf(inOrder(b)) });
    expect(outcome).toEqual({ flows: 21, said: [] });
  });
});
