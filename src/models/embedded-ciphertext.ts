// Ciphertext inside HTTP: a body whose bytes are uniform and not decompressible although its declared type promises text or says nothing,
// or a text body that consists of coded tokens of such bytes.
// Declared images, archives, codings and ranges explain uniform bytes; downloads of undeclared type are left alone.

import { measureBytes, type Uniformity } from '../features/uniformity.ts';
import { type FinishedFlow, type FlowSide, PREFIX_BYTES } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { probeDecompression } from './decompression-probe.ts';
import { decimals } from './reason-text.ts';
import { findTokenCiphertext } from './token-ciphertext.ts';

/** Fewer bytes of a body prove no contradiction. */
const BODY_MIN_BYTES = 128;
const TEXT_TYPE = /^(?:text\/|application\/(?:[\w.+-]*json|[\w.+-]*xml|x-www-form-urlencoded|javascript)\b)/i;
const OPAQUE_TYPE = /^application\/(?:octet-stream|x-binary)\b/i;
const DECLARED_CODING = /\r\n(?:content-encoding|content-range|upgrade):(?! *identity\b)/i;

/** Undefined unless a body of the flow contradicts what was declared. Never throws. */
export function findEmbeddedCiphertext(flow: FinishedFlow, facts: ServiceFacts): EncryptionRecord | undefined {
  if (facts.service !== 'http' || facts.http === undefined) return undefined;
  const { request_type, response_type } = facts.http;
  return (
    judgeBody('request', flow.orig, request_type, isContradicted(request_type, true)) ??
    judgeBody('response', flow.resp, response_type, isContradicted(response_type, false))
  );
}

/** Uploads of undeclared type are the app's own doing; downloads of undeclared type are mostly parts of files. */
function isContradicted(type: string | undefined, isRequest: boolean): boolean {
  if (type === undefined) return isRequest;
  return TEXT_TYPE.test(type) || (isRequest && OPAQUE_TYPE.test(type));
}

function judgeBody(
  name: string,
  side: FlowSide,
  type: string | undefined,
  contradicted: boolean,
): EncryptionRecord | undefined {
  if (!contradicted) return undefined;
  const prefix = side.prefix.subarray(0, PREFIX_BYTES);
  const start = bodyStart(prefix);
  if (start === undefined || prefix.length - start < BODY_MIN_BYTES) return undefined;
  const head = Buffer.from(prefix.buffer, prefix.byteOffset, start).toString('latin1');
  if (DECLARED_CODING.test(head)) return undefined;
  const body = prefix.subarray(start);
  const isText = type !== undefined && TEXT_TYPE.test(type);
  const declared = type === undefined ? 'no type' : `the type ${type.slice(0, 64)}`;
  const uniformity = measureBytes(body);
  if (uniformity.verdict === 'uniform') {
    if (probeDecompression(body, uniformity.skipped) !== undefined) return undefined;
    return embedded(
      isText ? 0.85 : 0.6,
      `the ${name} body declares ${declared}, but its first ${uniformity.bytes} bytes are uniform (${numbers(uniformity)}) and no gzip, zlib, deflate or brotli stream`,
    );
  }
  const tokens = findTokenCiphertext(body);
  if (tokens === undefined) return undefined;
  const share = decimals(tokens.share * 100, 0);
  return embedded(
    0.75,
    `the ${name} body declares ${declared}, and ${share} % of it are base64 or hex tokens whose ${tokens.uniformity.bytes} decoded bytes are uniform (${numbers(tokens.uniformity)}) and no known format`,
  );
}

function embedded(confidence: number, reason: string): EncryptionRecord {
  return { class: 'embedded', scheme: 'http', confidence, reasons: [reason] };
}

function numbers(uniformity: Uniformity): string {
  return `entropy ${decimals(uniformity.entropyBits, 2)} bits, z ${decimals(uniformity.entropyZ, 1)}`;
}

/** Index of the first body byte: after the first empty line (RFC 9112 §2.1). */
function bodyStart(bytes: Uint8Array): number | undefined {
  for (let at = bytes.indexOf(0x0d); at >= 0 && at + 3 < bytes.length; at = bytes.indexOf(0x0d, at + 1)) {
    if (bytes[at + 1] === 0x0a && bytes[at + 2] === 0x0d && bytes[at + 3] === 0x0a) return at + 4;
  }
  return undefined;
}
