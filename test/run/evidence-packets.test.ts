import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WatchedStreams } from '../../src/flows/watched-streams.ts';
import { Pseudonyms } from '../../src/report/pseudonyms.ts';
import { sharedPackets } from '../../src/run/evidence-packets.ts';
import { captureOf, connection } from '../support/analysed.ts';
import { dnsBytes } from '../support/dns-bytes.ts';
import { testFolder } from '../support/native-records.ts';

it('keeps of a cited frame its first bytes, unless they are text, and nothing of the other frames', async () => {
  const path = join(testFolder(), 'cap.pcap');
  const sealed = Buffer.from(Array.from({ length: 100 }, (_, i) => ((i * 151 + 200) % 256) | 0x80));
  writeFileSync(
    path,
    captureOf(connection('10.0.2.15:40000', '203.0.113.9:443', ['POST /secret-name HTTP/1.1', sealed])),
  );
  const pieces = [{ path, firstUs: 0 }];
  const all = await sharedPackets(
    pieces,
    new Set([0]),
    new Set(Array.from({ length: 30 }, (_, i) => i + 1)),
    [],
    new WatchedStreams([]),
    new Pseudonyms(Buffer.alloc(32)),
  );
  const text = Buffer.concat(all.map(({ bytes }) => bytes)).toString('latin1');
  expect(text).not.toContain('secret');
  expect(text).not.toContain('POST');
  expect(text).toContain(sealed.subarray(0, 16).toString('latin1'));
  expect(text).not.toContain(sealed.subarray(0, 17).toString('latin1'));
  expect(all.map(({ comment }) => comment)[0]).toBe('frame 1 of capture 0');
  for (const { bytes, originalBytes } of all) expect(bytes.length).toBeLessThanOrEqual(originalBytes);
  expect(
    await sharedPackets(pieces, new Set([0]), new Set(), [], new WatchedStreams([]), new Pseudonyms(Buffer.alloc(32))),
  ).toEqual([]);
});

it('keeps of a question to the name system its header alone: what stands behind it is a name', async () => {
  const path = join(testFolder(), 'cap.pcap');
  const question = dnsBytes({ questions: [{ name: 'secret.example', type: 1 }] });
  writeFileSync(path, captureOf([{ from: '10.0.2.15:40000', to: '203.0.113.53:53', protocol: 17, payload: question }]));
  const [packet] = await sharedPackets(
    [{ path, firstUs: 0 }],
    new Set([0]),
    new Set([1]),
    [],
    new WatchedStreams([]),
    new Pseudonyms(Buffer.alloc(32)),
  );
  // Without options, an IPv4 and a UDP header have 28 bytes.
  expect(packet?.bytes.length).toBe(28 + 12);
});

it('keeps of a place in a stream the bytes that it covers, where they stand in their packet', async () => {
  const path = join(testFolder(), 'cap.pcap');
  const sealed = Buffer.from(Array.from({ length: 100 }, (_, i) => 0x80 + i));
  const packets = connection('10.0.2.15:40000', '203.0.113.9:443', [sealed]);
  writeFileSync(path, captureOf(packets));
  const frame = packets.findIndex(({ payload }) => payload !== undefined && payload.length === 100) + 1;
  const segments = [{ capture: 0, frame, offset: 1000, length: 100 }];
  const streams = { flows: [[{ segments }, { segments: [] }]] } as unknown as WatchedStreams;
  const place = { flow: 0, side: 0, offset: 1020, length: 8 } as const;
  const shared = await sharedPackets(
    [{ path, firstUs: 0 }],
    new Set([0]),
    new Set(),
    [place],
    streams,
    new Pseudonyms(Buffer.alloc(32)),
  );
  expect(shared).toHaveLength(1);
  const payload = Buffer.from(shared[0]?.bytes ?? []).subarray(-28);
  expect(payload.subarray(0, 20).every((byte) => byte === 0)).toBe(true);
  expect(payload.subarray(20)).toEqual(sealed.subarray(20, 28));
});
