// Ciphertext inside DNS: labels of many different names under one registered domain that decode to uniform bytes, and TXT or NULL answers of
// one that do. Keys and policies in TXT records stand behind words; digests and ids, as honest lookups ask for them, are short and of one size.

import { countPrintable } from '../base/printable-ascii.ts';
import { measureBytes, measureMessages, type Uniformity } from '../features/uniformity.ts';
import { carriedAnswers, carriedNames } from '../flows/dns-carried.ts';
import { type FinishedFlow, PREFIX_BYTES } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import { decodeText } from '../parse/text-coding.ts';
import { probeDecompression } from './decompression-probe.ts';
import { decodeLabels } from './label-coding.ts';
import { decimals } from './reason-text.ts';
import { STATED_CONFIDENCE } from './stated-confidence.ts';

/** Uniform bytes, and of how many names or answers. */
export interface DnsCiphertext {
  readonly of: number;
  readonly uniformity: Uniformity;
}

const MIN_NAMES = 3;
const MIN_ANSWERS = 2;
/** As for bodies: fewer decoded bytes prove nothing. */
const MIN_DECODED_BYTES = 128;
/** Measurements, sessions and customers are asked for by ids. */
const LONGEST_ID_BYTES = 16;
/** Files, mail addresses (RFC 7929 §3) and certificates by digests: SHA-1, 192 bits, SHA-224, SHA-256. */
const DIGEST_BYTES: ReadonlySet<number> = new Set([20, 24, 28, 32]);
/** A number without its leading zeros is a few bytes shorter. */
const MIN_SPREAD_BYTES = 4;
const MIN_SIZES = 3;
/** Of the bytes of an answer that is a policy, a verification code or another text (RFC 7208, RFC 6376). */
const TEXT_SHARE = 0.9;
/** The pool of the randomness tests holds no more. */
const MAX_NAMES = 48;

/** Undefined unless names or answers of the flow carry uniform bytes. Never throws. */
export function findDnsCiphertext(flow: FinishedFlow): EncryptionRecord | undefined {
  // Nothing fits into less.
  if (flow.orig.prefix.length + flow.resp.prefix.length < MIN_DECODED_BYTES) return undefined;
  for (const [domain, texts] of byDomain(carriedNames(flow), ({ text }) => text)) {
    const found = judgeDnsNames(texts);
    if (found !== undefined) return dnsRecord([describeNames(domain, found)]);
  }
  for (const [domain, parts] of byDomain(carriedAnswers(flow), ({ data }) => data)) {
    const found = judgeDnsAnswers(parts);
    if (found !== undefined) return dnsRecord([describeAnswers(domain, found)]);
  }
  return undefined;
}

/** `texts`: long labels of names under one registered domain, joined by dots, each once. Undefined unless they are ciphertext. Never throws. */
export function judgeDnsNames(texts: readonly string[]): DnsCiphertext | undefined {
  if (texts.length < MIN_NAMES) return undefined;
  const parts = decodeLabels(withoutAddressing(texts).slice(0, MAX_NAMES));
  if (parts === undefined || areTokens(parts)) return undefined;
  const decoded = Buffer.concat(parts);
  if (decoded.length < MIN_DECODED_BYTES) return undefined;
  let end = 0;
  const uniformity = measureMessages(
    decoded,
    parts.map((part) => {
      end += part.length;
      return end;
    }),
  );
  if (uniformity.verdict !== 'uniform' || uniformity.bytes < MIN_DECODED_BYTES) return undefined;
  // A stream may be cut into names.
  if ([decoded, ...parts].some((part) => probeDecompression(part, uniformity.skipped) !== undefined)) return undefined;
  return { of: parts.length, uniformity };
}

/** `answers`: data of TXT or NULL records of one registered domain. Undefined unless they are ciphertext. Never throws. */
export function judgeDnsAnswers(answers: readonly Uint8Array[]): DnsCiphertext | undefined {
  const parts: Uint8Array[] = [];
  for (const answer of answers) {
    const bytes = decodeText(answer)?.decoded ?? (isText(answer) ? undefined : answer);
    if (bytes !== undefined && !parts.some((known) => Buffer.compare(known, bytes) === 0)) parts.push(bytes);
  }
  if (parts.length < MIN_ANSWERS || areTokens(parts)) return undefined;
  const decoded = Buffer.concat(parts).subarray(0, PREFIX_BYTES);
  if (decoded.length < MIN_DECODED_BYTES) return undefined;
  const uniformity = measureBytes(decoded);
  if (uniformity.verdict !== 'uniform') return undefined;
  if (parts.some((part) => probeDecompression(part, uniformity.skipped) !== undefined)) return undefined;
  return { of: parts.length, uniformity };
}

export function dnsRecord(reasons: readonly string[]): EncryptionRecord {
  return { class: 'embedded', scheme: 'dns', confidence: STATED_CONFIDENCE.dnsData, reasons: [...reasons] };
}

export function describeNames(domain: string, { of, uniformity }: DnsCiphertext): string {
  return `the labels of ${of} different names under ${domain} decode to ${described(uniformity)}`;
}

export function describeAnswers(domain: string, { of, uniformity }: DnsCiphertext): string {
  return `${of} TXT or NULL answers of ${domain} hold ${described(uniformity)}`;
}

/** In order of first appearance. */
export function byDomain<T extends { readonly domain: string }, V>(
  carried: readonly T[],
  value: (one: T) => V,
): Map<string, V[]> {
  const domains = new Map<string, V[]>();
  for (const one of carried) {
    const known = domains.get(one.domain);
    if (known === undefined) domains.set(one.domain, [value(one)]);
    else known.push(value(one));
  }
  return domains;
}

/** Labels that most names share say where the data goes: without them and the dots, each text once. */
function withoutAddressing(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const label of new Set(text.split('.'))) counts.set(label, (counts.get(label) ?? 0) + 1);
  const joined = texts.map((text) =>
    text
      .split('.')
      .filter((label) => (counts.get(label) ?? 0) <= texts.length / 2)
      .join(''),
  );
  return [...new Set(joined)].filter((text) => text !== '');
}

/** Digests and ids. */
function areTokens(parts: readonly Uint8Array[]): boolean {
  const sizes = parts.map(({ length }) => length);
  const largest = Math.max(...sizes);
  const isOneSize = new Set(sizes).size < MIN_SIZES || largest - Math.min(...sizes) < MIN_SPREAD_BYTES;
  return isOneSize && (largest <= LONGEST_ID_BYTES || DIGEST_BYTES.has(largest));
}

function isText(bytes: Uint8Array): boolean {
  return countPrintable(bytes) > TEXT_SHARE * bytes.length;
}

function described(uniformity: Uniformity): string {
  return `${uniformity.bytes} uniform bytes (entropy ${decimals(uniformity.entropyBits, 2)} bits, z ${decimals(uniformity.entropyZ, 1)})`;
}
