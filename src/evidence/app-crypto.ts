// The crypto posture of an app: what its flows agreed on, counted. A flow counts where both sides could be read, or the offer of one.

import type { CryptoRecord } from '../flows/flow-record.ts';

export interface AppCryptoRecord {
  /** Flows that showed any of it: TLS, DTLS, QUIC, SSH. */
  flows: number;
  /** Flows by negotiated version, group and cipher family. */
  versions: Record<string, number>;
  groups: Record<string, number>;
  cipher_families: Record<string, number>;
  /** Flows whose key exchange resists quantum computers, whose does not, and that were offered one that does. */
  pq: number;
  not_pq: number;
  pq_offered: number;
  no_forward_secrecy: number;
  self_signed: number;
  /** Flows by what is weak and by what is legacy. */
  weak: Record<string, number>;
  legacy: Record<string, number>;
}

/** `postures`: records as JSON, and how many flows have each. */
export function summariseCrypto(postures: ReadonlyMap<string, number>): AppCryptoRecord {
  const versions = new Map<string, number>();
  const groups = new Map<string, number>();
  const families = new Map<string, number>();
  const weak = new Map<string, number>();
  const legacy = new Map<string, number>();
  const sums = { flows: 0, pq: 0, not_pq: 0, pq_offered: 0, no_forward_secrecy: 0, self_signed: 0 };
  for (const [text, flows] of postures) {
    const record = JSON.parse(text) as CryptoRecord;
    sums.flows += flows;
    if (record.pq === true) sums.pq += flows;
    if (record.pq === false) sums.not_pq += flows;
    if (record.pq_offered === true) sums.pq_offered += flows;
    if (record.forward_secrecy === false) sums.no_forward_secrecy += flows;
    if (record.self_signed === true) sums.self_signed += flows;
    add(versions, record.version, flows);
    add(groups, record.group, flows);
    add(families, record.cipher_family, flows);
    for (const name of record.weak ?? []) add(weak, name, flows);
    for (const name of record.legacy ?? []) add(legacy, name, flows);
  }
  const { flows, ...counts } = sums;
  return {
    flows,
    versions: byName(versions),
    groups: byName(groups),
    cipher_families: byName(families),
    ...counts,
    weak: byName(weak),
    legacy: byName(legacy),
  };
}

function add(counts: Map<string, number>, name: string | undefined, flows: number): void {
  if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + flows);
}

/** So that the order of flows does not show. */
function byName(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
