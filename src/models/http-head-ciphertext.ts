// Ciphertext in the heads of HTTP requests: values of the query, of cookies and of other fields, and segments of the path, that decode to uniform bytes.
// One such value is common (ids, signatures, sessions: one flow in twenty has one). What counts is a value that is another one in every request and
// no rolling token, or one that most of a request's head is made of; names that speak of signatures, tokens and sessions are left out, and values
// that the responder handed out.

import { measureBytes } from '../features/uniformity.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import { readHttpRequestHead } from '../parse/http-head.ts';
import { decodeText, percentDecoded } from '../parse/text-coding.ts';
import { probeDecompression } from './decompression-probe.ts';
import { knownMagic } from './media-magic.ts';
import { decimals } from './reason-text.ts';
import { STATED_CONFIDENCE } from './stated-confidence.ts';

interface HeadValue {
  /** 'query d', 'cookie c', 'field x-data', 'path'. */
  readonly place: string;
  readonly decoded: Uint8Array;
  /** Characters of the head that code it, over all of the head. */
  readonly share: number;
}

const MAX_REQUESTS = 16;
const MIN_CHARACTERS = 48;
const MIN_CHANGING_BYTES = 128;
/** A token has as many random bytes each time, 16 to 64 as a rule; what is sealed is as long as its content, or a block of RSA (1024 bits at least). */
const BEYOND_TOKEN_BYTES = 128;
const MIN_LONE_BYTES = 256;
const MIN_LONE_SHARE = 0.6;
const EXPLAINED_NAME =
  /sig|token|auth|sess|jwt|csrf|xsrf|viewstate|nonce|digest|hash|etag|fingerprint|sha\d|amz|credential|websocket/i;

/** The prefixes of originator and responder. Undefined unless requests carry such values. Never throws. */
export function findHeadCiphertext(prefix: Uint8Array, answers: Uint8Array): EncryptionRecord | undefined {
  if (!hasLongValue(prefix)) return undefined;
  const issued = Buffer.from(answers.buffer, answers.byteOffset, answers.length);
  const requests: HeadValue[][] = [];
  for (let at = 0; at < prefix.length && requests.length < MAX_REQUESTS; ) {
    const read = readHttpRequestHead(prefix, at);
    if (!read.ok || read.value.bodyOffset === undefined) break;
    const { bodyOffset, contentLength = 0, transferEncoding } = read.value;
    requests.push(valuesOf(Buffer.from(prefix.subarray(at, bodyOffset)).toString('latin1'), issued));
    if (transferEncoding !== undefined) break;
    at = bodyOffset + contentLength;
  }
  return changing(requests) ?? lone(requests);
}

/** A run of 48 characters without a space, an end of line or a separator: most heads have none. */
function hasLongValue(prefix: Uint8Array): boolean {
  let run = 0;
  for (const byte of prefix) {
    if (isSeparator(byte)) run = 0;
    else if (++run >= MIN_CHARACTERS) return true;
  }
  return false;
}

/** Below '0' but for '%', '+', '-' and '/', and ':' … '@' but for '='. */
function isSeparator(byte: number): boolean {
  if (byte < 0x30) return byte !== 0x25 && byte !== 0x2b && byte !== 0x2d && byte !== 0x2f;
  return byte >= 0x3a && byte <= 0x40 && byte !== 0x3d;
}

/** The same place, another value in every request that has it. */
function changing(requests: readonly (readonly HeadValue[])[]): EncryptionRecord | undefined {
  const places = new Map<string, Uint8Array[]>();
  for (const { place, decoded } of requests.flat()) {
    const known = places.get(place);
    if (known === undefined) places.set(place, [decoded]);
    else known.push(decoded);
  }
  for (const [place, values] of places) {
    const different = new Set(values.map((value) => Buffer.from(value).toString('latin1')));
    if (values.length < 2 || different.size < values.length || isLikeToken(values)) continue;
    const record = judged(values, MIN_CHANGING_BYTES, `${place} is another value in each of ${values.length} requests`);
    if (record !== undefined) return record;
  }
  return undefined;
}

function isLikeToken(values: readonly Uint8Array[]): boolean {
  const [{ length }] = values;
  return length < BEYOND_TOKEN_BYTES && values.every((value) => value.length === length);
}

function lone(requests: readonly (readonly HeadValue[])[]): EncryptionRecord | undefined {
  for (const { place, decoded, share } of requests.flat()) {
    if (share < MIN_LONE_SHARE) continue;
    const what = `${place} is ${decimals(share * 100, 0)} % of the head of a request`;
    const record = judged([decoded], MIN_LONE_BYTES, what);
    if (record !== undefined) return record;
  }
  return undefined;
}

function judged(values: readonly Uint8Array[], least: number, what: string): EncryptionRecord | undefined {
  const bytes = Buffer.concat(values);
  if (bytes.length < least) return undefined;
  const uniformity = measureBytes(bytes);
  if (uniformity.verdict !== 'uniform' || uniformity.skipped > 0) return undefined;
  if (values.some((value) => knownMagic(value) !== undefined || probeDecompression(value, 0) !== undefined)) {
    return undefined;
  }
  const { bytes: tested, entropyBits, entropyZ } = uniformity;
  const reason = `the ${what}, and decodes to ${tested} uniform bytes (entropy ${decimals(entropyBits, 2)} bits, z ${decimals(entropyZ, 1)}) of no known format`;
  return { class: 'embedded', scheme: 'http', confidence: STATED_CONFIDENCE.headValue, reasons: [reason] };
}

/** Values of 48 characters and more in base64, base64url or hex that `issued` does not hold. */
function valuesOf(head: string, issued: Buffer): HeadValue[] {
  const [requestLine = '', ...lines] = head.split('\r\n');
  const values: HeadValue[] = [];
  const add = (place: string, value: string) => {
    if (value.length < MIN_CHARACTERS || EXPLAINED_NAME.test(place) || issued.includes(value, 0, 'latin1')) return;
    const text = decodeText(percentDecoded(Buffer.from(value, 'latin1')));
    if (text !== undefined) values.push({ place, decoded: text.decoded, share: value.length / head.length });
  };
  const target = requestLine.split(' ')[1] ?? '';
  const queryAt = target.indexOf('?');
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  for (const segment of path.split('/')) add('path', segment);
  if (queryAt >= 0) for (const pair of target.slice(queryAt + 1).split(/[&;]/)) addPair('query', pair, add);
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'cookie') for (const pair of value.split('; ')) addPair('cookie', pair, add);
    else add(`field ${name}`, value);
  }
  return values;
}

function addPair(kind: string, pair: string, add: (place: string, value: string) => void): void {
  const equals = pair.indexOf('=');
  if (equals < 0) add(kind, pair);
  else add(`${kind} ${pair.slice(0, equals).slice(0, 32)}`, pair.slice(equals + 1));
}
