// DNS messages (RFC 1035 §4.1), also in their multicast, link-local and NetBIOS dialects (RFC 6762, 4795, 1002), over UDP or behind TCP's length (RFC 7766 §8).
// Invariant: a message is read whole, to its last byte and no further, or not at all; work is linear in its bytes.

import { ByteCursor } from '../base/byte-cursor.ts';
import type { Parsed } from '../base/parsed.ts';
import { malformed, needMore, parsed } from '../base/parsed.ts';
import { readDnsName } from './dns-name.ts';
import { type DnsRecordData, readDnsRecordData } from './dns-record-data.ts';
import { DnsType } from './dns-type.ts';

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
