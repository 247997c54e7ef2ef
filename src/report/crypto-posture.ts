// How the traffic protects itself, counted over all flows: protocol versions, key exchange, cipher suites, and what travels in the clear.
// A count carries the filter that shows its flows. Remarks name the document that asks for better.

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

type Kind = 'version' | 'group' | 'cipher' | 'cleartext' | 'other';

const TITLES: Record<Kind, string> = {
  version: 'TLS versions',
  group: 'Key exchange',
  cipher: 'Cipher suites',
  cleartext: 'In the clear',
  other: 'Other encryption',
};

export class CryptoPosture {
  readonly #counts: Record<Kind, Map<string, number>> = {
    version: new Map(),
    group: new Map(),
    cipher: new Map(),
    cleartext: new Map(),
    other: new Map(),
  };

  add(flow: FlowHead): void {
    const { tls, encryption } = flow;
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
  const key = { version: 'tls', group: 'tls', cipher: 'tls', cleartext: 'svc', other: 'enc' }[kind];
  return `${key}:="${name.replaceAll('"', '')}"${kind === 'cleartext' ? ' enc:cleartext' : ''}`;
}

function remarkOn(kind: Kind, name: string): string {
  if (kind === 'version') {
    if (/^(ssl|1\.[01]$)/.test(name)) return 'deprecated (RFC 8996, RFC 7568)';
    return name === '1.2' ? 'the handshake, certificate included, is in the clear' : '';
  }
  if (kind === 'group') return /mlkem|kyber/i.test(name) ? 'hybrid, post-quantum' : '';
  if (kind === 'cipher') {
    if (/NULL|EXPORT|anon|RC4|(^|_)DES_|3DES/i.test(name)) return 'broken or null (RFC 9325 §4.1)';
    if (/^TLS_RSA_/.test(name)) return 'no forward secrecy (RFC 9325 §4.1)';
    return /_CBC_/.test(name) ? 'no authenticated encryption (RFC 9325 §4.2)' : '';
  }
  if (kind === 'other' && !name.startsWith('standard')) return 'no declared protocol explains it';
  return '';
}
