// Keyed pseudonyms for what a shared record must not tell: addresses, names, devices, ids. HMAC-SHA-256 under a key that stays with the sender: the
// same thing has the same pseudonym in every pack of one key, and nobody without it can try names until one fits.

import { createHmac } from 'node:crypto';
import ipaddr from 'ipaddr.js';

export type NameKind = 'host' | 'device' | 'app' | 'file' | 'alias' | 'id';

/** Addresses that say what they are for and not who has them: nothing to hide. */
const PLAIN_RANGES = new Set(['unspecified', 'broadcast', 'multicast', 'loopback']);
const PRIVATE_RANGES = new Set(['private', 'linkLocal', 'carrierGradeNat', 'uniqueLocal']);
/** Candidates in texts; what is none stays. */
const ADDRESS =
  /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:\d{1,3}(?:\.\d{1,3}){3})?)(?![\w:]|\.\d)/g;
const STABLE_ID = /(?<![0-9a-fA-F])[0-9a-f]{16}(?![0-9a-fA-F])/g;
const MAC = /(?<![0-9a-fA-F:])(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}(?![0-9a-fA-F:])/g;
const ATTEMPTS = 1000;

export class Pseudonyms {
  readonly #key: Uint8Array;
  readonly #given = new Map<string, string>();
  readonly #taken = new Set<string>();
  #words: RegExp | undefined;
  readonly #byWord = new Map<string, string>();

  /** `key`: 32 bytes. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** What stands for what, for the sender's eyes: by pseudonym. */
  get table(): Record<string, string> {
    const entries = [...this.#given].map(([kindAndText, pseudonym]) => [pseudonym, kindAndText.replace(/^\w+ /, '')]);
    return Object.fromEntries(entries.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
  }

  /** IPv4 into 198.18.0.0/15 (RFC 2544), private ones into 10.0.0.0/8; IPv6 into 2001:db8::/32 (RFC 3849), private ones into fd00::/8. */
  address(text: string): string {
    if (!ipaddr.isValid(text)) return this.name('host', text);
    const address = ipaddr.process(text);
    const range = address.range();
    const isSolicited = /^ff02:0:0:0:0:1:ff/.test(address.toNormalizedString());
    if (PLAIN_RANGES.has(range) && !isSolicited) return text;
    return this.#unique('address', address.toString(), (digest) => {
      const isPrivate = PRIVATE_RANGES.has(range);
      if (address.kind() === 'ipv4')
        return isPrivate
          ? `10.${digest[0]}.${digest[1]}.${digest[2]}`
          : `198.${18 + ((digest[0] ?? 0) & 1)}.${digest[1]}.${digest[2]}`;
      const bytes = [...(isPrivate ? [0xfd] : [0x20, 0x01, 0x0d, 0xb8]), ...digest].slice(0, 16);
      return new ipaddr.IPv6(bytes).toString();
    });
  }

  name(kind: NameKind, text: string): string {
    const lower = kind === 'host' ? text.toLowerCase().replace(/\.$/, '') : text;
    return this.#unique(kind, lower, (digest) => {
      const hex = Buffer.from(digest).toString('hex');
      if (kind === 'id') return hex.slice(0, 16);
      if (kind === 'host') return `host-${hex.slice(0, 10)}.example`;
      return `${kind}-${hex.slice(0, 10)}`;
    });
  }

  /** Every occurrence of these words in texts is replaced from now on; longer ones first. */
  hide(words: Iterable<readonly [word: string, pseudonym: string]>): void {
    for (const [word, pseudonym] of words) if (word !== '') this.#byWord.set(word.toLowerCase(), pseudonym);
    const all = [...this.#byWord.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
    const escaped = all.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    this.#words = all.length === 0 ? undefined : new RegExp(`(?<![\\w])(?:${escaped.join('|')})(?![\\w])`, 'gi');
  }

  /** A text with the hidden words, addresses and ids in it replaced. */
  text(text: string): string {
    const parts: string[] = [];
    let at = 0;
    for (const match of this.#words === undefined ? [] : text.matchAll(this.#words)) {
      parts.push(this.#plainText(text.slice(at, match.index)), this.#byWord.get(match[0].toLowerCase()) ?? match[0]);
      at = match.index + match[0].length;
    }
    return parts.join('') + this.#plainText(text.slice(at));
  }

  /** Every text in a value of JSON, keys too. */
  value<T>(value: T): T {
    return this.#walk(value) as T;
  }

  #walk(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((one) => this.#walk(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [this.text(key), this.#walk(one)]));
  }

  #plainText(text: string): string {
    return text
      .replace(MAC, (found) => this.name('device', found.toLowerCase()))
      .replace(ADDRESS, (found) => (ipaddr.isValid(found) ? this.address(found) : found))
      .replace(STABLE_ID, (found) => this.name('id', found));
  }

  /** The first of the pseudonyms of a thing that nothing else has. */
  #unique(kind: string, text: string, write: (digest: Uint8Array) => string): string {
    const known = this.#given.get(`${kind} ${text}`);
    if (known !== undefined) return known;
    let pseudonym = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const digest = createHmac('sha256', this.#key).update(`${kind}\n${text}\n${attempt}`).digest();
      pseudonym = write(digest);
      if (!this.#taken.has(pseudonym)) break;
    }
    this.#taken.add(pseudonym);
    this.#given.set(`${kind} ${text}`, pseudonym);
    return pseudonym;
  }
}
