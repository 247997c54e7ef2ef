// Small captures in every form that names the app of a packet: UIDs, labels, sizes and times as their generator wrote them.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CaptureInfo } from '../../src/parse/capture-info.ts';
import { NO_UID, PacketDirection } from '../../src/parse/capture-record.ts';
import { PacketDecoder } from '../../src/parse/packet-decoder.ts';
import { readCaptureFile } from '../support/corpora.ts';
import { sharedFolder } from '../support/shared.ts';

const folder = sharedFolder('telemetry/synthetic');
const START_US = 1_767_225_600_000_000;
const { inbound, outbound, unknown } = PacketDirection;

interface Packet {
  atUs: number;
  from: string;
  to: string;
  protocol: number;
  ports: [number, number];
  ipBytes: number;
  payloadBytes: number;
  uid: number;
  direction: PacketDirection;
}

/** What all of the files hold: a connection of an app with one message, a question of netd, a packet of nobody known. */
const PACKETS: Packet[] = [
  packet(1_000_000, true, 6, [40_001, 8443], 40, 0, 10_234),
  packet(1_020_000, false, 6, [8443, 40_001], 40, 0, 10_234),
  packet(1_030_000, true, 6, [40_001, 8443], 105, 65, 10_234),
  { ...packet(1_100_000, true, 17, [5353, 53], 61, 33, 1051), to: '0ad7ad02' },
  packet(1_200_000, true, 6, [40_002, 443], 40, 0, -1),
];

function packet(
  atUs: number,
  out: boolean,
  protocol: number,
  ports: [number, number],
  ipBytes: number,
  payloadBytes: number,
  uid: number,
): Packet {
  const [device, server] = ['0ad7ad01', 'cb007107'];
  return {
    atUs,
    from: out ? device : server,
    to: out ? server : device,
    protocol,
    ports,
    ipBytes,
    payloadBytes,
    uid,
    direction: unknown,
  };
}

async function read(name: string): Promise<{ packets: Packet[]; decoder: PacketDecoder; info: CaptureInfo }> {
  const decoder = new PacketDecoder();
  const packets: Packet[] = [];
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
  const info = await readCaptureFile(join(folder as string, name), (record) => {
    expect(decoder.decode(record, true)).toBe(true);
    const { view } = decoder;
    packets.push({
      atUs: view.timeUs - START_US,
      from: hex(view.s3),
      to: hex(view.d3),
      protocol: view.protocol,
      ports: [view.sourcePort, view.destinationPort],
      ipBytes: view.ipBytes,
      payloadBytes: view.payloadBytes,
      uid: view.uid,
      direction: view.direction,
    });
  });
  expect(info.stop).toBeUndefined();
  return { packets, decoder, info };
}

const title = folder === undefined ? ' (skipped: no samples beside the repository)' : '';
describe.skipIf(folder === undefined)(`captures that name the app of a packet${title}`, () => {
  it('in PCAPdroid’s trailer: UIDs, labels, and sizes without the trailer', async () => {
    const { packets, decoder } = await read('pcapdroid-trailer.pcap');
    expect(packets).toEqual(PACKETS);
    expect([...decoder.labels]).toEqual([
      [10_234, 'Suspect, App'],
      [1051, 'netd'],
      [-1, 'Unknown'],
    ]);
    expect(decoder.trailers).toBe(5);
  });

  it('in PCAPdroid’s comments and UID blocks', async () => {
    const { packets, decoder, info } = await read('pcapdroid-ext.pcapng');
    expect(packets).toEqual(PACKETS);
    expect(decoder.trailers).toBe(0);
    expect([...info.uidNames]).toEqual([
      [10_234, { packageName: 'com.example.suspect', label: 'Suspect, App' }],
      [1051, { packageName: 'netd', label: 'netd' }],
      [-1, { packageName: 'unknown', label: 'Unknown' }],
    ]);
    expect(info).toMatchObject({
      hardware: 'Google Pixel',
      operatingSystem: 'Android 14',
      application: 'PCAPdroid v1.9.1',
      tlsSecrets: 1,
      packets: 5,
      otherFrames: 3,
    });
  });

  it('in PCAPdroid’s pcap without extensions: none', async () => {
    const { packets } = await read('pcapdroid-raw.pcap');
    expect(packets).toEqual(PACKETS.map((expected) => ({ ...expected, uid: NO_UID })));
  });

  it('in netfilter’s log: only of outgoing packets, and which those are', async () => {
    const { packets } = await read('nflog-uid.pcap');
    expect(packets).toEqual(
      PACKETS.map((expected) => {
        const out = expected.from === '0ad7ad01';
        // The generator leaves out the attribute where the owner is not known.
        const uid = out && expected.uid >= 0 ? expected.uid : NO_UID;
        return { ...expected, uid, direction: out ? outbound : inbound };
      }),
    );
  });

  it('where the trailer did not fit: the bare packet, or the frame alone, without a UID', async () => {
    const { packets, decoder } = await read('pcapdroid-trailer-mixed.pcap');
    const large = { ...packet(1_040_000, true, 6, [40_001, 8443], 1480, 1440, NO_UID) };
    expect(packets).toEqual([...PACKETS.slice(0, 3), large, { ...large, atUs: 1_050_000 }]);
    expect(decoder.trailers).toBe(3);
    expect(decoder.notDecoded.size).toBe(0);
  });

  const ptcpdump = sharedFolder('telemetry/ptcpdump-curl-user.pcapng');
  it.skipIf(ptcpdump === undefined)('in ptcpdump’s comments, beside the command line', async () => {
    const seen: [number, number][] = [];
    const info = await readCaptureFile(ptcpdump as string, (record) => seen.push([record.uid, record.direction]));
    expect(seen).toEqual([
      [1000, outbound],
      [1000, inbound],
      [1000, outbound],
      [1000, inbound],
      [1000, outbound],
    ]);
    expect(info.interfaces.map(({ name, resolution }) => [name, resolution])).toEqual([
      ['dummy-0', 'ns'],
      ['ens33', 'ns'],
    ]);
  });
});
