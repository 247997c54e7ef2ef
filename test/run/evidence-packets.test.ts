import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WatchedStreams } from '../../src/flows/watched-streams.ts';
import { Pseudonyms } from '../../src/report/pseudonyms.ts';
import { sharedPackets } from '../../src/run/evidence-packets.ts';
import { captureOf, connection } from '../support/analysed.ts';
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
