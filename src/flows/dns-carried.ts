// What questions and answers of a DNS flow may carry for others: the long labels in front of a registered domain, and the data of TXT and NULL
// answers. Facts only: whether they are data, words or keys is judged elsewhere.

import { readDnsPayload } from '../parse/dns-payload.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { registeredDomain } from './registered-domain.ts';

export interface CarriedName {
  /** Registered domain, in lower case. */
  readonly domain: string;
  /** The long labels in front of it, joined by dots, as sent. */
  readonly text: string;
}

export interface CarriedAnswer {
  readonly domain: string;
  /** Data of one TXT or NULL record. */
  readonly data: Uint8Array;
}

const TCP = 6;
const MAX_MESSAGES = 64;
const LONGEST_MESSAGE = 4096;
/** Shorter labels are counters, hosts, nibbles of addresses and their parts (RFC 5782 §2.4). */
const MIN_LABEL_CHARACTERS = 8;
/** Ten bytes in base32. */
const MIN_CHARACTERS = 16;
/** Shorter answers are versions, flags and addresses. */
const MIN_ANSWER_BYTES = 16;

/** Of the questions of the originator, in order, equal ones once; `limit`: at most so many. Never throws. */
export function carriedNames(flow: FinishedFlow, limit: number = MAX_MESSAGES): CarriedName[] {
  const names = new Map<string, CarriedName>();
  for (const [start, end] of messagesOf(flow, 1)) {
    if (names.size === limit) break;
    const { labels } = readDnsPayload(flow.orig.prefix, start, end);
    if (!mayCarry(labels)) continue;
    const name = carriedName(labels);
    if (name !== undefined) names.set(`${name.text}.${name.domain}`, name);
  }
  return [...names.values()];
}

/** Of the responder, in order; `limit`: at most so many. Never throws. */
export function carriedAnswers(flow: FinishedFlow, limit: number = MAX_MESSAGES): CarriedAnswer[] {
  const carried: CarriedAnswer[] = [];
  for (const [start, end] of messagesOf(flow, 0)) {
    const { labels, answers } = readDnsPayload(flow.resp.prefix, start, end);
    const long = answers.filter((data) => data.length >= MIN_ANSWER_BYTES);
    if (long.length === 0) continue;
    // A name that is a suffix alone, or that of the zone itself.
    const name = nameOf(labels);
    const domain = (registeredDomain(name) ?? name).toLowerCase();
    for (const data of long) {
      if (carried.length === limit) return carried;
      carried.push({ domain, data });
    }
  }
  return carried;
}

/** Most names end here: they are short, or words. Codes of 16 characters without a digit are one in thirty in base32, and hardly any in hex. */
function mayCarry(labels: readonly Uint8Array[]): boolean {
  let characters = 0;
  let digits = 0;
  for (const label of labels) {
    if (label.length < MIN_LABEL_CHARACTERS) continue;
    characters += label.length;
    for (const byte of label) if (byte >= 0x30 && byte <= 0x39) digits++;
  }
  return labels.length > 2 && characters >= MIN_CHARACTERS && digits > 0;
}

function carriedName(labels: readonly Uint8Array[]): CarriedName | undefined {
  const domain = registeredDomain(nameOf(labels));
  if (domain === undefined) return undefined;
  const data = labels.slice(0, -domain.split('.').length).filter(({ length }) => length >= MIN_LABEL_CHARACTERS);
  const text = nameOf(data);
  return text.length >= MIN_CHARACTERS ? { domain: domain.toLowerCase(), text } : undefined;
}

function nameOf(labels: readonly Uint8Array[]): string {
  return labels.map((label) => Buffer.from(label).toString('latin1')).join('.');
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
