// Byte strings inside a cleartext carrier: coded tokens in text (base64, base64url, hex, behind percent codes), fields of protobuf,
// MessagePack and CBOR, parts of multipart bodies, or the whole carrier. Facts only: what they are is tested and judged elsewhere.

import { isPrintable } from '../base/printable-ascii.ts';
import { packedLeaves } from '../parse/packed-leaf.ts';
import { decodeText, percentDecoded } from '../parse/text-coding.ts';

export interface EmbeddedField {
  /** 'bytes' for a carrier or part as it is, 'base64', 'hex', 'protobuf', 'messagepack', 'cbor', or the last two stages joined by a space. */
  readonly coding: string;
  readonly bytes: Uint8Array;
  /** Bytes of the carrier that code it. */
  readonly carrierBytes: number;
}

const FIELD_CAP = 64;
const MIN_TOKEN_CHARACTERS = 48;
const TEXT_SHARE = 0.95;
const PERCENT = 0x25;
const EQUALS = 0x3d;

/** The fields of `carrier`, 64 at most; `type`: its declared media type. A carrier without structure is its own only field. Never throws. */
export function embeddedFields(carrier: Uint8Array, type: string | undefined): EmbeddedField[] {
  const boundary = /^multipart\/.*?\bboundary="?([^";\s]{1,70})/i.exec(type ?? '')?.[1];
  if (boundary !== undefined) return multipartFields(carrier, boundary);
  return plainFields(carrier);
}

function plainFields(carrier: Uint8Array): EmbeddedField[] {
  if (isText(carrier)) return tokenFields(carrier);
  const leaves = packedLeaves(carrier);
  if (leaves === undefined || leaves.length === 0) {
    return carrier.length === 0 ? [] : [{ coding: 'bytes', bytes: carrier, carrierBytes: carrier.length }];
  }
  return leaves
    .flatMap(({ format, bytes }): EmbeddedField[] =>
      isText(bytes)
        ? tokenFields(bytes).map((field) => ({ ...field, coding: `${format} ${field.coding}` }))
        : [{ coding: format, bytes, carrierBytes: bytes.length }],
    )
    .slice(0, FIELD_CAP);
}

/** Bodies of the parts (RFC 2046 §5.1.1), each with what it holds; those whose own type is media are left out. */
function multipartFields(carrier: Uint8Array, boundary: string): EmbeddedField[] {
  const buffer = Buffer.from(carrier.buffer, carrier.byteOffset, carrier.length);
  const delimiter = `--${boundary}`;
  const fields: EmbeddedField[] = [];
  for (let at = buffer.indexOf(delimiter); at >= 0 && fields.length < FIELD_CAP; ) {
    const next = buffer.indexOf(delimiter, at + delimiter.length);
    const head = buffer.indexOf('\r\n\r\n', at);
    const end = next < 0 ? buffer.length : next - 2;
    if (
      head >= 0 &&
      head + 4 < end &&
      !/content-type: *(?:image|video|audio)\//i.test(buffer.toString('latin1', at, head))
    ) {
      fields.push(...plainFields(carrier.subarray(head + 4, end)));
    }
    at = next;
  }
  return fields.slice(0, FIELD_CAP);
}

/** Tokens of 48 characters and more. */
function tokenFields(carrier: Uint8Array): EmbeddedField[] {
  const text = carrier.includes(PERCENT) ? percentDecoded(carrier) : carrier;
  const fields: EmbeddedField[] = [];
  for (let start = 0; start < text.length && fields.length < FIELD_CAP; ) {
    let end = start;
    while (end < text.length && isTokenCharacter(text[end])) end++;
    for (let padding = 0; padding < 2 && text[end] === EQUALS; padding++) end++;
    if (end - start >= MIN_TOKEN_CHARACTERS) {
      const token = decodeText(text.subarray(start, end));
      if (token !== undefined) {
        // Percent codes count as the characters they stand for.
        const carrierBytes = Math.round(((end - start) * carrier.length) / text.length);
        fields.push({ coding: token.coding, bytes: token.decoded, carrierBytes });
      }
    }
    start = Math.max(end, start + 1);
  }
  return fields;
}

function isText(bytes: Uint8Array): boolean {
  let printable = 0;
  for (const byte of bytes) if (isPrintable(byte) || byte === 0x0a || byte === 0x0d || byte === 0x09) printable++;
  return bytes.length > 0 && printable >= TEXT_SHARE * bytes.length;
}

/** The alphabets of base64 and base64url (RFC 4648 §4, §5); the padding stands at the end only, before a token `=` is a separator. */
function isTokenCharacter(byte: number): boolean {
  const lower = byte | 0x20;
  return (
    (lower >= 0x61 && lower <= 0x7a) ||
    (byte >= 0x2f && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x5f
  );
}
