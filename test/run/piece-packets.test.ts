import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPackets } from '../../src/run/piece-packets.ts';
import { captureOf, connection, spillFolder } from '../support/analysed.ts';

const early = connection('10.0.0.1:1', '203.0.113.7:80', ['question', 'answer'], 5000);
const late = connection('10.0.0.1:2', '203.0.113.7:80', ['else'], 900_000);

it('reads all packets of all pieces in order of time, whatever the order of the files', async () => {
  const folder = spillFolder();
  const paths = [late, early].map((packets, at) => {
    const path = join(folder, `${at}.pcap`);
    writeFileSync(path, captureOf(packets));
    return path;
  });
  const seen: { piece: number; port: number | undefined; timeUs: number }[] = [];
  await readPackets(
    paths.map((path, at) => ({ path, firstUs: at === 0 ? 900_000 : 5000 })),
    ({ timeUs }, view, piece) =>
      seen.push({
        piece,
        port: view === undefined ? undefined : Math.min(view.sourcePort, view.destinationPort),
        timeUs,
      }),
  );
  expect(seen).toHaveLength(early.length + late.length);
  expect(seen.map(({ piece }) => piece)).toEqual([...early.map(() => 1), ...late.map(() => 0)]);
  expect(seen[0]?.port).toBe(1);
  expect(seen.at(-1)?.port).toBe(2);
});
