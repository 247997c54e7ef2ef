// How the traffic protects itself, counted over all flows: protocol versions, key exchange, cipher suites, what of it
// is weak or legacy, and what travels in the clear. A count carries the filter that shows its flows.

import type { FlowHead } from './flow-rows-builder.ts';

export interface PostureRow {
  name: string;
  flows: number;
  /** In the syntax of the flow table. */
  filter: string;
  /** Why a person may want to look at it. */
  remark: string;
}

export interface PostureGroup {
  title: string;
  rows: PostureRow[];
}

/** Distinct names kept of one kind; a capture can make up as many as it likes. */
const NAMES_KEPT = 512;
const ROWS_SHOWN = 12;

type Kind = 'weak' | 'legacy' | 'version' | 'group' | 'cipher' | 'cleartext' | 'other';

const TITLES: Record<Kind, string> = {
  weak: 'Weak',
  legacy: 'Legacy',
  version: 'TLS versions',
  group: 'Key exchange',
  cipher: 'Cipher suites',
  cleartext: 'In the clear',
  other: 'Other encryption',
};

export class CryptoPosture {
  readonly #counts = Object.fromEntries(Object.keys(TITLES).map((kind) => [kind, new Map()])) as Record<
    Kind,
    Map<string, number>
  >;

  add(flow: FlowHead): void {
    const { tls, crypto, encryption } = flow;
    for (const name of crypto?.weak ?? []) this.#count('weak', name);
    for (const name of crypto?.legacy ?? []) this.#count('legacy', name);
    if (tls !== undefined) {
      this.#count('version', tls.version);
      this.#count('group', tls.group);
      this.#count('cipher', tls.cipher);
    } else if (encryption.class === 'cleartext') {
      this.#count('cleartext', flow.service);
    } else if (encryption.class === 'standard' || encryption.class === 'custom' || encryption.class === 'embedded') {
      this.#count(
        'other',
        encryption.scheme === undefined ? encryption.class : `${encryption.class}, ${encryption.scheme}`,
      );
    }
  }

  /** Groups with at least one row, rows by falling count. */
  groups(): PostureGroup[] {
    return (Object.keys(TITLES) as Kind[]).flatMap((kind) => {
      const rows = [...this.#counts[kind]]
        .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
        .slice(0, ROWS_SHOWN)
        .map(([name, flows]) => ({ name, flows, filter: filterOf(kind, name), remark: remarkOn(kind, name) }));
      return rows.length === 0 ? [] : [{ title: TITLES[kind], rows }];
    });
  }

  #count(kind: Kind, name: string | undefined): void {
    if (name === undefined) return;
    const counts = this.#counts[kind];
    const before = counts.get(name);
    if (before !== undefined || counts.size < NAMES_KEPT) counts.set(name, (before ?? 0) + 1);
  }
}

function filterOf(kind: Kind, name: string): string {
  if (kind === 'weak' || kind === 'legacy') return `tls:"${name.replaceAll('"', '')}"`;
  const key = { version: 'tls', group: 'tls', cipher: 'tls', cleartext: 'svc', other: 'enc' }[kind];
  return `${key}:="${name.replaceAll('"', '')}"${kind === 'cleartext' ? ' enc:cleartext' : ''}`;
}

/** What is weak or legacy is told by flows/crypto-posture.ts, flow by flow; these are plain words about a name. */
function remarkOn(kind: Kind, name: string): string {
  if (kind === 'version' && name === '1.2') return 'the handshake, certificate included, is in the clear';
  if (kind === 'group' && /mlkem|kyber/i.test(name)) return 'hybrid, post-quantum';
  return kind === 'other' && !name.startsWith('standard') ? 'no declared protocol explains it' : '';
}
