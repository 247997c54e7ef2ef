// DNS messages (RFC 1035 §4.1), also in their multicast, link-local and NetBIOS dialects (RFC 6762, 4795, 1002), over UDP or behind TCP's length (RFC 7766 §8).
// Invariant: a message is read whole, to its last byte and no further, or not at all; work is linear in its bytes.

import { ByteCursor } from '../base/byte-cursor.ts';
import type { Parsed } from '../base/parsed.ts';
import { malformed, needMore, parsed } from '../base/parsed.ts';
import { readDnsName } from './dns-name.ts';
import { type DnsRecordData, readDnsRecordData } from './dns-record-data.ts';
import { DnsType, isKnownDnsType } from './dns-type.ts';

export interface DnsQuestion {
  /** Lower case. */
  name: string;
  type: number;
}

export interface DnsAnswer extends DnsRecordData {
  /** Owner, lower case. */
  name: string;
  type: number;
  ttlSeconds: number;
}

export interface DnsMessage {
  id: number;
  response: boolean;
  opcode: number;
  /** The four bits of the header, without EDNS's extension. */
  rcode: number;
  questions: DnsQuestion[];
  answers: DnsAnswer[];
  /** Records of the additional section, where multicast DNS and SRV answers put addresses. */
  additional: DnsAnswer[];
  /** Questions and records of all sections. */
  entries: number;
}

const HEADER_BYTES = 12;
/** An empty name, type and class. */
const MIN_QUESTION_BYTES = 5;
/** An empty name, type, class, TTL and length. */
const MIN_RECORD_BYTES = 11;
/** IN, CS, CH, HS, NONE, ANY; the top bit is multicast DNS's (RFC 6762 §5.4, §10.2). */
const CLASSES: readonly number[] = [1, 2, 3, 4, 254, 255];
/** QUERY, IQUERY, STATUS, NOTIFY, UPDATE or NetBIOS registration, DSO or release, NetBIOS wait, refresh (twice), multi-homed registration. */
const OPCODES: readonly number[] = [0, 1, 2, 4, 5, 6, 7, 8, 9, 15];

/** Reads the message that fills `start … end`. */
export function readDnsMessage(bytes: Uint8Array, start = 0, end: number = bytes.length): Parsed<DnsMessage> {
  const cursor = new ByteCursor(bytes, start, end);
  if (cursor.remaining < HEADER_BYTES) return needMore('DNS header', 0);
  const id = cursor.u16();
  const flags = cursor.u16();
  const questionCount = cursor.u16();
  const answerCount = cursor.u16();
  const authorityCount = cursor.u16();
  const additionalCount = cursor.u16();
  const opcode = (flags >> 11) & 15;
  if (!OPCODES.includes(opcode)) return malformed('DNS opcode', 2);

  const message: DnsMessage = {
    id,
    response: flags >> 15 === 1,
    opcode,
    rcode: flags & 15,
    questions: [],
    answers: [],
    additional: [],
    entries: questionCount + answerCount + authorityCount + additionalCount,
  };
  for (let i = 0; i < questionCount; i++) {
    if (cursor.remaining < MIN_QUESTION_BYTES) return needMore('DNS question', cursor.offset - start);
    const problem = readQuestion(message.questions, cursor, start);
    if (problem !== undefined) return problem;
  }
  const recordCount = answerCount + authorityCount + additionalCount;
  for (let i = 0; i < recordCount; i++) {
    if (cursor.remaining < MIN_RECORD_BYTES) return needMore('DNS record', cursor.offset - start);
    const inAuthority = i >= answerCount && i < answerCount + authorityCount;
    const section = inAuthority ? undefined : i < answerCount ? message.answers : message.additional;
    const problem = readRecord(section, cursor, start);
    if (problem !== undefined) return problem;
  }
  if (cursor.remaining > 0) return malformed('bytes behind the last DNS record', cursor.offset - start);
  return parsed(message);
}

/**
 * The one question of a message that cannot be read whole: damaged, or with bytes behind its end. The name is of letters, digits, hyphens and
 * underscores only, so that other bytes are not taken for one. Undefined where there is none.
 */
export function readDnsQuestion(bytes: Uint8Array, start: number, end: number): DnsQuestion | undefined {
  if (end - start < HEADER_BYTES + MIN_QUESTION_BYTES || bytes[start + 4] !== 0 || bytes[start + 5] !== 1)
    return undefined;
  if (!OPCODES.includes((bytes[start + 2] >> 3) & 15)) return undefined;
  const questions: DnsQuestion[] = [];
  const cursor = new ByteCursor(bytes, start + HEADER_BYTES, end);
  if (readQuestion(questions, cursor, start) !== undefined) return undefined;
  const [question] = questions;
  if (question === undefined || question.name.length < SHORTEST_NAME || !isKnownDnsType(question.type))
    return undefined;
  for (let i = 0; i < question.name.length; i++) if (!isHostCharacter(question.name.charCodeAt(i))) return undefined;
  return question;
}

/** A letter, a dot, two letters. */
const SHORTEST_NAME = 4;

/** Letter, digit, '-', '.', '_'. */
function isHostCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e || code === 0x5f
  );
}

/** What a response says about where a name leads. */
export interface DnsAnswers {
  /** The name that was asked for; in multicast DNS, which need not repeat the question, the owner of the first address. */
  query: string;
  /** Canonical text, each once, in the order of the records. */
  addresses: string[];
  /** Names on the way from the query to the addresses. */
  aliases: string[];
  /** The shortest life among the records used. */
  ttlSeconds: number;
}

/**
 * Addresses in the response that fills `start … end`, under the name that was asked for. Run for each candidate packet: what is not a
 * response with answers is refused by its first bytes, without an allocation.
 */
export function readDnsAnswers(payload: Uint8Array, start: number, end: number): Parsed<DnsAnswers> {
  if (end - start < HEADER_BYTES || end > payload.length) return NO_RESPONSE;
  const isResponse = payload[start + 2] >= 0x80;
  const rcode = payload[start + 3] & 15;
  const answerCount = (payload[start + 6] << 8) | payload[start + 7];
  if (!isResponse || rcode !== 0 || answerCount === 0) return NO_RESPONSE;
  const message = readDnsMessage(payload, start, end);
  if (!message.ok) return message;
  const { questions, answers, additional } = message.value;
  // Only multicast DNS answers without a question, and then its additional records are answers too.
  const records = questions.length === 0 ? [...answers, ...additional] : answers;
  const query = questions[0]?.name ?? records.find((record) => record.addresses.length > 0)?.name;
  if (query === undefined) return NO_RESPONSE;
  return parsed(collectAddresses(query, records));
}

const NO_RESPONSE = malformed('not a DNS response with answers', 0);
/** Resolvers give up after 8 to 16 aliases in a row. */
const MAX_ALIASES = 16;

/** Follows CNAME, DNAME and HTTPS targets from the query, in whatever order the records stand; records of other names do not count. */
function collectAddresses(query: string, records: readonly DnsAnswer[]): DnsAnswers {
  const names = [query];
  let found = -1;
  while (names.length !== found && names.length <= MAX_ALIASES) {
    found = names.length;
    for (const { name, type, target } of records) {
      if (target === undefined || type === DnsType.ns || type === DnsType.ptr || names.length > MAX_ALIASES) continue;
      if (names.includes(name) && !names.includes(target)) names.push(target);
    }
  }
  const addresses = new Set<string>();
  let ttlSeconds = Number.POSITIVE_INFINITY;
  for (const record of records) {
    if (!names.includes(record.name)) continue;
    ttlSeconds = Math.min(ttlSeconds, record.ttlSeconds);
    for (const address of record.addresses) addresses.add(address);
  }
  return {
    query,
    addresses: [...addresses],
    aliases: names.slice(1),
    ttlSeconds: Number.isFinite(ttlSeconds) ? ttlSeconds : 0,
  };
}

/** Reads the first message of a TCP stream, behind its two bytes of length. */
export function readDnsTcpMessage(bytes: Uint8Array): Parsed<DnsMessage> {
  if (bytes.length < 2 + HEADER_BYTES) return needMore('DNS header', 0);
  const length = (bytes[0] << 8) | bytes[1];
  if (length < HEADER_BYTES) return malformed('DNS message length', 0);
  const message = readDnsMessage(bytes, 2, Math.min(bytes.length, 2 + length));
  return message.ok ? message : { ...message, offset: message.offset + 2 };
}

function readQuestion(questions: DnsQuestion[], cursor: ByteCursor, start: number): Parsed<never> | undefined {
  const at = cursor.offset - start;
  const name = readDnsName(cursor, start);
  const type = cursor.u16();
  const dnsClass = cursor.u16();
  if (cursor.short) return needMore('DNS question', at);
  if (name === undefined) return malformed('DNS name', at);
  if (!CLASSES.includes(dnsClass & 0x7fff)) return malformed('DNS class', cursor.offset - start - 2);
  questions.push({ name, type });
  return undefined;
}

/** Steps over a record; keeps it where `section` is given. */
function readRecord(section: DnsAnswer[] | undefined, cursor: ByteCursor, start: number): Parsed<never> | undefined {
  const at = cursor.offset - start;
  const name = readDnsName(cursor, start);
  const type = cursor.u16();
  const dnsClass = cursor.u16();
  const ttlSeconds = cursor.u32();
  const data = cursor.sub(cursor.u16());
  if (cursor.short) return needMore('DNS record', at);
  if (name === undefined) return malformed('DNS name', at);
  // In an OPT record the class field holds a size (RFC 6891 §6.1.2).
  if (type !== DnsType.opt && !CLASSES.includes(dnsClass & 0x7fff)) return malformed('DNS class', at);
  section?.push({ name, type, ttlSeconds, ...readDnsRecordData(type, data, start) });
  return undefined;
}
