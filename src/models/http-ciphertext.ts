// Ciphertext inside HTTP: bodies whose bytes are uniform and not decompressible although what they declare promises text or an image, or says
// nothing; text bodies that consist of coded tokens of such bytes; and streams behind an upgrade that no recogniser knows.
// Declared archives, audio, video, codings and ranges explain uniform bytes; downloads of undeclared type are left alone.

import { hasText } from '../base/byte-words.ts';
import { measureBytes, type Uniformity } from '../features/uniformity.ts';
import { type FinishedFlow, MEASURED_BYTES } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import { type HttpBody, httpBodies } from '../flows/http-bodies.ts';
import { http2Bodies } from '../flows/http2-bodies.ts';
import { HTTP2_PREFACE } from '../parse/http2-headers.ts';
import { probeDecompression } from './decompression-probe.ts';
import { findHeadCiphertext } from './http-head-ciphertext.ts';
import { knownMagic } from './media-magic.ts';
import { decimals } from './reason-text.ts';
import { describeSealedFields, findSealedFields } from './sealed-fields.ts';
import { STATED_CONFIDENCE } from './stated-confidence.ts';

/** Fewer bytes of bodies prove no contradiction. */
const BODY_MIN_BYTES = 128;
const TEXT_TYPE = /^(?:text\/|application\/(?:[\w.+-]*json|[\w.+-]*xml|x-www-form-urlencoded|javascript)\b)/i;
/** Types that say nothing of the bytes, and those of containers, whose fields are looked into. */
const OPAQUE_TYPE = /^(?:application\/(?:octet-stream|x-binary|grpc|[\w.+-]*(?:protobuf|msgpack|cbor))\b|multipart\/)/i;
const MULTIPART = /^multipart\//i;
/** Images that always begin with their magic; SVG is text, other kinds are rare. */
const IMAGE_TYPE = /^image\/(?:png|jpe?g|gif|webp)\b/i;
const OK = 200;

type Declared = 'text' | 'image' | 'nothing' | 'upgrade';

/** Undefined unless bodies of the flow contradict what was declared. Never throws. */
export function findHttpCiphertext(flow: FinishedFlow): EncryptionRecord | undefined {
  const asked = flow.orig.prefix;
  const answered = flow.resp.prefix;
  const isHttp2 = hasText(asked, 0, HTTP2_PREFACE);
  return (
    judgeSide('request', asked, isHttp2) ??
    judgeSide('response', answered, isHttp2) ??
    (isHttp2 ? undefined : findHeadCiphertext(asked, answered))
  );
}

function judgeSide(name: 'request' | 'response', prefix: Uint8Array, isHttp2: boolean): EncryptionRecord | undefined {
  if (prefix.length < BODY_MIN_BYTES) return undefined;
  const isRequest = name === 'request';
  const bodies = isHttp2 ? http2Bodies(prefix, isRequest ? HTTP2_PREFACE.length : 0) : httpBodies(prefix, isRequest);
  for (const promise of ['text', 'image', 'nothing', 'upgrade'] as const) {
    const contradicted = bodies.filter((body) => promiseOf(body, name) === promise);
    const found = contradicted.length === 0 ? undefined : judgeBodies(name, promise, contradicted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a body promises that uniform bytes would break; undefined where they would break nothing. */
function promiseOf({ contentType, isCoded, status, isUpgraded, bytes }: HttpBody, name: string): Declared | undefined {
  if (isUpgraded) return 'upgrade';
  if (isCoded) return undefined;
  if (contentType !== undefined && TEXT_TYPE.test(contentType)) return 'text';
  if (contentType !== undefined && IMAGE_TYPE.test(contentType)) {
    return (status === undefined || status === OK) && knownMagic(bytes) === undefined ? 'image' : undefined;
  }
  // Uploads of undeclared type are the app's own doing; downloads of undeclared type are mostly files.
  return name === 'request' && (contentType === undefined || OPAQUE_TYPE.test(contentType)) ? 'nothing' : undefined;
}

/** Bodies of one promise are judged together: what is sealed in small pieces is as uniform as in one. */
function judgeBodies(name: string, promise: Declared, bodies: readonly HttpBody[]): EncryptionRecord | undefined {
  const bytes = pooled(bodies);
  if (bytes.length < BODY_MIN_BYTES) return undefined;
  const isOne = bodies.length === 1;
  const what = isOne ? `the ${name} body` : `the first ${bodies.length} ${name} bodies`;
  const declared = declaredText(promise, bodies);
  // A multipart body is its parts, images among them.
  const uniformity = bodies.some(({ contentType }) => MULTIPART.test(contentType ?? ''))
    ? undefined
    : measureBytes(bytes);
  if (uniformity?.verdict === 'uniform') {
    if (bodies.some((body) => isExplained(body.bytes, uniformity.skipped))) return undefined;
    return embedded(
      promise === 'nothing' ? STATED_CONFIDENCE.undeclaredBody : STATED_CONFIDENCE.contradictingBody,
      `${what} ${declared}, but ${isOne ? 'its' : 'their'} first ${uniformity.bytes} bytes are uniform (${numbers(uniformity)}) and no gzip, zlib, deflate or brotli stream`,
    );
  }
  if (promise === 'image' || promise === 'upgrade') return undefined;
  const sealed = findSealedFields(bodies.map(({ bytes: body, contentType }) => ({ bytes: body, type: contentType })));
  return sealed === undefined
    ? undefined
    : embedded(STATED_CONFIDENCE.codedFields, `${what} ${declared}, and ${describeSealedFields(sealed)}`);
}

function isExplained(body: Uint8Array, skipped: number): boolean {
  return knownMagic(body) !== undefined || probeDecompression(body, skipped) !== undefined;
}

function pooled(bodies: readonly HttpBody[]): Uint8Array {
  if (bodies.length === 1) return bodies[0].bytes;
  return Buffer.concat(bodies.map(({ bytes }) => bytes)).subarray(0, MEASURED_BYTES * 2);
}

function declaredText(promise: Declared, bodies: readonly HttpBody[]): string {
  const isOne = bodies.length === 1;
  if (promise === 'upgrade')
    return `${isOne ? 'stands' : 'stand'} behind an upgrade to a protocol that its bytes are not`;
  const [{ contentType: type }] = bodies;
  const declared = type === undefined ? 'no type' : `the type ${type.slice(0, 64)}`;
  return `${isOne ? 'declares' : 'declare'} ${declared}${promise === 'image' ? ' without its magic' : ''}`;
}

function embedded(confidence: number, reason: string): EncryptionRecord {
  return { class: 'embedded', scheme: 'http', confidence, reasons: [reason] };
}

function numbers(uniformity: Uniformity): string {
  return `entropy ${decimals(uniformity.entropyBits, 2)} bits, z ${decimals(uniformity.entropyZ, 1)}`;
}
