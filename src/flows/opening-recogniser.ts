// Makes a recogniser of a protocol whose messages begin with fixed bytes, and whose length field, where it has one, is right.
// How unlikely chance is follows from the bits that are fixed: the docs print what is computed here. Too few bits prove nothing.

import { u16be, u16le, u24be, u24le, u32be, u32le } from '../base/byte-words.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import { type BytePattern, bytePattern, matchesPattern } from './byte-pattern.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** Fewer matched bits, both sides' and the length's together, name nothing. */
const LEAST_BITS = 28;

export interface LengthField {
  readonly at: number;
  readonly bytes: 1 | 2 | 3 | 4;
  readonly littleEndian?: true;
  /** The message's length is the field's value and this. */
  readonly adds: number;
  /** Bytes of padding that may follow. */
  readonly padding?: number;
}

export interface OpeningProtocol {
  readonly name: string;
  readonly transport: 'tcp' | 'udp' | 'both';
  /** The protocol's name as people write it, and where it is defined. */
  readonly title: string;
  /** How a direction begins: one of the patterns. A side that spoke and has patterns must match; one match is needed. */
  readonly orig?: readonly string[];
  readonly resp?: readonly string[];
  /** Of the first message of each side that has patterns. */
  readonly length?: LengthField;
  /** By default 'cleartext'. */
  readonly kind?: ServiceFacts['kind'];
  readonly scheme?: string;
}

export function openingRecogniser(protocol: OpeningProtocol): ServiceRecogniser {
  const orig = (protocol.orig ?? []).map(bytePattern);
  const resp = (protocol.resp ?? []).map(bytePattern);
  const { name, transport, title, length, kind = 'cleartext', scheme } = protocol;
  const firstBytes = new Set<number>();
  for (const pattern of [...orig, ...resp]) addFirstBytes(pattern, firstBytes);
  const reason = `the first bytes of ${title}`;
  const facts: ServiceFacts = { service: name, kind, reason, ...(scheme === undefined ? {} : { scheme }) };
  return {
    name,
    transport,
    proves: provesText(title, orig, resp, length),
    ...(kind === 'custom' ? { proprietary: true as const } : {}),
    mayBegin: (byte) => firstBytes.has(byte),
    recognise(flow) {
      const fromOrig = matchedBits(flow, 1, orig, length);
      if (fromOrig === 0) return undefined;
      const fromResp = matchedBits(flow, 0, resp, length);
      return fromResp !== 0 && (fromOrig ?? 0) + (fromResp ?? 0) >= LEAST_BITS ? facts : undefined;
    },
  };
}

/** Undefined where the side has no pattern or said nothing, 0 where it said something else. */
function matchedBits(
  flow: FinishedFlow,
  fromOriginator: 0 | 1,
  patterns: readonly BytePattern[],
  length: LengthField | undefined,
): number | undefined {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  if (patterns.length === 0 || prefix.length === 0) return undefined;
  for (const pattern of patterns) {
    if (!matchesPattern(pattern, prefix, 0)) continue;
    if (length === undefined) return pattern.bits;
    return hasLength(flow, fromOriginator, prefix, length, patterns) ? pattern.bits + 8 * length.bytes : 0;
  }
  return 0;
}

function hasLength(
  flow: FinishedFlow,
  fromOriginator: 0 | 1,
  prefix: Uint8Array,
  field: LengthField,
  patterns: readonly BytePattern[],
): boolean {
  if (field.at + field.bytes > prefix.length) return false;
  const end = fieldValue(prefix, field) + field.adds;
  const { messages } = flow;
  for (let i = 0; i < messages.count; i++) {
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0) continue;
    if (end === messages.bytes[i] || end + (field.padding ?? 0) === messages.bytes[i]) return true;
    // In a stream several messages may be written at once.
    return (
      end > field.at &&
      flow.protocol === IpProtocol.tcp &&
      patterns.some((pattern) => matchesPattern(pattern, prefix, end))
    );
  }
  return false;
}

function fieldValue(bytes: Uint8Array, { at, bytes: width, littleEndian }: LengthField): number {
  switch (width) {
    case 1:
      return bytes[at];
    case 2:
      return littleEndian ? u16le(bytes, at) : u16be(bytes, at);
    case 3:
      return littleEndian ? u24le(bytes, at) : u24be(bytes, at);
    case 4:
      return littleEndian ? u32le(bytes, at) : u32be(bytes, at);
  }
}

function addFirstBytes({ values, masks }: BytePattern, bytes: Set<number>): void {
  for (let byte = 0; byte < 256; byte++) if ((byte & masks[0]) === values[0]) bytes.add(byte);
}

function provesText(
  title: string,
  orig: readonly BytePattern[],
  resp: readonly BytePattern[],
  length: LengthField | undefined,
): string {
  const lengthBits = 8 * (length?.bytes ?? 0);
  const chance = [...orig, ...resp].reduce((sum, { bits }) => sum + 2 ** -Math.max(LEAST_BITS, bits + lengthBits), 0);
  const sides = orig.length === 0 ? "the responder's" : resp.length === 0 ? "the originator's" : "each side's";
  const and = length === undefined ? '' : ', and a length field that is right';
  return `${sides} first bytes, fixed by ${title}${and} (chance ${chance.toExponential(0)})`;
}
