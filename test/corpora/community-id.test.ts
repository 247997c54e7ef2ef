// The baselines of the Community ID specification: seed 0, seed 1, and seed 0 without base64. The reference tool made them from one capture,
// a line a packet; here the packets go through decoder and flow table, and every ID of the baseline must come out, and no other.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { communityId } from '../../src/flows/community-id.ts';
import { FlowTable } from '../../src/flows/flow-table.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { captureFlows } from '../support/capture-flows.ts';
import { corporaFolder, needsCorpora } from '../support/corpora.ts';
import { PacketSource } from '../support/packets.ts';
import { sharedFolder } from '../support/shared.ts';

interface Vector {
  proto: number;
  saddr: string;
  daddr: string;
  /** Null where the protocol has no ports. */
  sport: number | null;
  dport: number | null;
  communityid: string;
}

const VARIANTS = [
  ['baseline_deflt.json', 0, 'base64'],
  ['baseline_seed1.json', 1, 'base64'],
  ['baseline_nob64.json', 0, 'hex'],
] as const;

const folders = ['corpora/community-id-spec/gt/community-id', 'schemas/community-id']
  .map((folder) => sharedFolder(folder))
  .filter((folder) => folder !== undefined);

describe.skipIf(corporaFolder === undefined)(needsCorpora('Community ID baselines'), () => {
  it.each(VARIANTS)('%s: each of the 23 vectors', (file, seed, encoding) => {
    expect(folders.length).toBeGreaterThan(0);
    for (const folder of folders) {
      const vectors = readVectors(join(folder, file));
      expect(vectors).toHaveLength(23);
      for (const vector of vectors) {
        expect(idOf(vector, seed, encoding), JSON.stringify(vector)).toBe(vector.communityid);
      }
    }
  });

  it.each(VARIANTS)('%s: the IDs of the capture that it was made from', async (file, seed, encoding) => {
    const capture = join(corporaFolder as string, 'community-id-spec/combined.pcap.gz');
    expect(existsSync(capture)).toBe(true);
    const ids = new Set<string>();
    await captureFlows(capture, ({ meter, row }) => {
      ids.add(communityId(meter.table.columns.key, row * 10, seed, encoding));
    });
    const expected = new Set(readVectors(join(folders[0] as string, file)).map((vector) => vector.communityid));
    expect([...ids].sort()).toEqual([...expected].sort());
  });
});

function readVectors(path: string): Vector[] {
  return JSON.parse(readFileSync(path, 'utf8')) as Vector[];
}

/** The packet that the vector describes, through decoder and flow table. ICMP's ports are its type, and its code or counterpart. */
function idOf({ proto, saddr, daddr, sport, dport }: Vector, seed: number, encoding: 'base64' | 'hex'): string {
  const end = (address: string, port: number | null) => {
    const host = address.includes(':') ? `[${address}]` : address;
    return port === null || proto === IpProtocol.icmp || proto === IpProtocol.icmpv6 ? host : `${host}:${port}`;
  };
  const table = new FlowTable(1);
  const packet = {
    from: end(saddr, sport),
    to: end(daddr, dport),
    protocol: proto,
    type: sport ?? 0,
    code: dport ?? 0,
  };
  table.begin(new PacketSource().view(packet), 1, false);
  return communityId(table.columns.key, 0, seed, encoding);
}
