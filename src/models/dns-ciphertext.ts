// Ciphertext inside DNS: labels of many different names of one domain that decode to uniform bytes, and TXT or NULL answers that do.
// Keys and policies in TXT records stand behind words; a name that is asked again says nothing new.

import { measureBytes, type Uniformity } from '../features/uniformity.ts';
import { type FinishedFlow, PREFIX_BYTES } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import { readDnsPayload } from '../parse/dns-payload.ts';
import { decodeText } from '../parse/text-coding.ts';
import { probeDecompression } from './decompression-probe.ts';
import { decodeLabels } from './label-coding.ts';
import { decimals } from './reason-text.ts';

const TCP = 6;
/** The registered domain has two labels or more; what stands before them is data. */
const DOMAIN_LABELS = 2;
/** Shorter ones are words, and hashes of one thing. */
const MIN_DATA_CHARACTERS = 24;
const MIN_NAMES = 3;
const MIN_ANSWERS = 2;
/** As for bodies: fewer decoded bytes prove nothing. */
const MIN_DECODED_BYTES = 128;
const MAX_MESSAGES = 64;
const LONGEST_MESSAGE = 4096;

/** Undefined unless names or answers of the flow carry uniform bytes. Never throws. */
export function findDnsCiphertext(flow: FinishedFlow): EncryptionRecord | undefined {
  // Nothing fits into less.
  if (flow.orig.prefix.length + flow.resp.prefix.length < MIN_DECODED_BYTES) return undefined;
  return judgeNames(flow) ?? judgeAnswers(flow);
}

function judgeNames(flow: FinishedFlow): EncryptionRecord | undefined {
  const messages = messagesOf(flow, 1);
  if (messages.length < MIN_NAMES) return undefined;
  const texts = new Set<string>();
  for (const [start, end] of messages) {
    const { labels } = readDnsPayload(flow.orig.prefix, start, end);
    const data = labels.slice(0, -DOMAIN_LABELS).map((label) => Buffer.from(label).toString('latin1'));
    const text = data.join('');
    if (text.length >= MIN_DATA_CHARACTERS) texts.add(text);
  }
  if (texts.size < MIN_NAMES) return undefined;
  const decoded = decodeLabels([...texts]);
  if (decoded === undefined || decoded.length < MIN_DECODED_BYTES) return undefined;
  const uniformity = measureBytes(decoded);
  if (uniformity.verdict !== 'uniform') return undefined;
  return embedded(`the labels of ${texts.size} different names decode to ${described(uniformity)}`);
}

function judgeAnswers(flow: FinishedFlow): EncryptionRecord | undefined {
  const parts: Uint8Array[] = [];
  for (const [start, end] of messagesOf(flow, 0)) {
    for (const answer of readDnsPayload(flow.resp.prefix, start, end).answers) {
      const bytes = decodeText(answer)?.decoded ?? (isText(answer) ? undefined : answer);
      if (bytes !== undefined) parts.push(bytes);
    }
  }
  if (parts.length < MIN_ANSWERS) return undefined;
  const decoded = Buffer.concat(parts).subarray(0, PREFIX_BYTES);
  if (decoded.length < MIN_DECODED_BYTES) return undefined;
  const uniformity = measureBytes(decoded);
  if (uniformity.verdict !== 'uniform') return undefined;
  if (parts.some((part) => probeDecompression(part, uniformity.skipped) !== undefined)) return undefined;
  return embedded(`${parts.length} TXT or NULL answers hold ${described(uniformity)}`);
}

/** Bounds of the messages of a direction in its prefix: datagrams, or what TCP's length fields cut (RFC 7766 §8). */
function messagesOf(flow: FinishedFlow, fromOriginator: 0 | 1): [number, number][] {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  const bounds: [number, number][] = [];
  if (flow.protocol === TCP) {
    for (let at = 0; at + 2 <= prefix.length && bounds.length < MAX_MESSAGES; ) {
      const length = (prefix[at] << 8) | prefix[at + 1];
      bounds.push([at + 2, Math.min(prefix.length, at + 2 + length)]);
      at += 2 + length;
    }
    return bounds;
  }
  const { count, fromOriginator: senders, prefixOffset, bytes } = flow.messages;
  for (let i = 0; i < count && bounds.length < MAX_MESSAGES; i++) {
    if (senders[i] !== fromOriginator || prefixOffset[i] >= prefix.length) continue;
    bounds.push([prefixOffset[i], Math.min(prefix.length, prefixOffset[i] + Math.min(bytes[i], LONGEST_MESSAGE))]);
  }
  return bounds;
}

function isText(bytes: Uint8Array): boolean {
  let printable = 0;
  for (const byte of bytes) if (byte >= 0x20 && byte <= 0x7e) printable += 1;
  return printable > 0.9 * bytes.length;
}

function embedded(reason: string): EncryptionRecord {
  return { class: 'embedded', scheme: 'dns', confidence: 0.75, reasons: [reason] };
}

function described(uniformity: Uniformity): string {
  return `${uniformity.bytes} uniform bytes (entropy ${decimals(uniformity.entropyBits, 2)} bits, z ${decimals(uniformity.entropyZ, 1)})`;
}
