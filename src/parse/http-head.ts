// Heads of HTTP/1 requests and responses (RFC 9112 §3, §4, §5): the start line and the few fields that are looked at.
// Invariant: proof is the start line, complete and with its HTTP version; fields behind it may be missing, folded or odd without harm.

import type { Parsed } from '../base/parsed.ts';
import { malformed, needMore, parsed } from '../base/parsed.ts';
import { latin1Text, utf8Text } from './byte-text.ts';

/** Every head has all of them, in this order: each order in which fields can come would be compiled for on its own. */
export interface HttpFields {
  host: string | undefined;
  userAgent: string | undefined;
  contentType: string | undefined;
  contentEncoding: string | undefined;
  contentLength: number | undefined;
  contentRange: string | undefined;
  transferEncoding: string | undefined;
  upgrade: string | undefined;
  /** Where the head ends and the body starts; undefined when the bytes end before the head does. */
  bodyOffset: number | undefined;
}

export interface HttpRequestHead extends HttpFields {
  method: string;
  /** The request target as it was sent, at most 1024 bytes of it. */
  path: string;
}

export interface HttpResponseHead extends HttpFields {
  status: number;
}

const NO_FIELDS: HttpFields = {
  host: undefined,
  userAgent: undefined,
  contentType: undefined,
  contentEncoding: undefined,
  contentLength: undefined,
  contentRange: undefined,
  transferEncoding: undefined,
  upgrade: undefined,
  bodyOffset: undefined,
};

const MAX_METHOD_BYTES = 32;
const MAX_PATH_BYTES = 1024;
const MAX_VALUE_BYTES = 512;
const MAX_HOST_BYTES = 255;
/** 'transfer-encoding', the longest of the names below. */
const MAX_FIELD_NAME_BYTES = 17;

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;

/** True when the byte can begin a method (they are upper case, all that are registered) or a status line. */
export function mayStartHttpHead(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x41 && byte <= 0x5a;
}

export function readHttpRequestHead(bytes: Uint8Array, start = 0, end: number = bytes.length): Parsed<HttpRequestHead> {
  if (!mayStartHttpHead(bytes[start])) return malformed('HTTP method', 0);
  let methodEnd = start;
  while (methodEnd < end && isMethodByte(bytes[methodEnd])) methodEnd++;
  if (methodEnd - start > MAX_METHOD_BYTES) return malformed('HTTP method', 0);
  if (methodEnd >= end) return needMore('HTTP method', methodEnd - start);
  if (bytes[methodEnd] !== SPACE) return malformed('HTTP method', methodEnd - start);

  const pathStart = methodEnd + 1;
  let lineEnd = pathStart;
  while (lineEnd < end && isTargetByte(bytes[lineEnd])) lineEnd++;
  if (lineEnd >= end) return needMore('HTTP request line', lineEnd - start);
  if (bytes[lineEnd] !== CR && bytes[lineEnd] !== LF) return malformed('HTTP request line', lineEnd - start);
  const pathEnd = lineEnd - ' HTTP/1.1'.length;
  if (pathEnd <= pathStart || bytes[pathEnd] !== SPACE || !isHttp1Version(bytes, pathEnd + 1)) {
    return malformed('HTTP version', Math.max(0, pathEnd - start));
  }
  const head: HttpRequestHead = {
    method: latin1Text(bytes, start, methodEnd),
    path: latin1Text(bytes, pathStart, Math.min(pathEnd, pathStart + MAX_PATH_BYTES)),
    ...NO_FIELDS,
  };
  head.bodyOffset = readFields(head, bytes, lineEnd, end);
  const authority = targetAuthority(head);
  if (authority !== undefined) head.host = authority;
  return parsed(head);
}

export function readHttpResponseHead(
  bytes: Uint8Array,
  start = 0,
  end: number = bytes.length,
): Parsed<HttpResponseHead> {
  const statusAt = start + 'HTTP/1.1 '.length;
  if (end - start < 'HTTP/1.1 200'.length) {
    return bytes[start] === 0x48 ? needMore('HTTP status line', 0) : malformed('HTTP status line', 0);
  }
  if (!isHttp1Version(bytes, start) || bytes[statusAt - 1] !== SPACE) return malformed('HTTP status line', 0);
  let status = 0;
  for (let at = statusAt; at < statusAt + 3; at++) {
    const digit = bytes[at] - 0x30;
    if (digit < 0 || digit > 9) return malformed('HTTP status', at - start);
    status = status * 10 + digit;
  }
  if (status < 100) return malformed('HTTP status', statusAt - start);
  const head: HttpResponseHead = { status, ...NO_FIELDS };
  head.bodyOffset = readFields(head, bytes, statusAt + 3, end);
  return parsed(head);
}

/** Reads the lines behind the start line, which ends at or after `at`; returns where the body starts. */
function readFields(fields: HttpFields, bytes: Uint8Array, at: number, end: number): number | undefined {
  let lineStart = lineEndAfter(bytes, at, end) + 1;
  while (lineStart < end) {
    if (bytes[lineStart] === LF) return lineStart + 1;
    if (bytes[lineStart] === CR && lineStart + 1 < end && bytes[lineStart + 1] === LF) return lineStart + 2;
    let lineEnd = lineEndAfter(bytes, lineStart, end);
    // A line that starts with white space continues the one before (obs-fold, §5.2).
    while (lineEnd + 1 < end && (bytes[lineEnd + 1] === SPACE || bytes[lineEnd + 1] === TAB)) {
      lineEnd = lineEndAfter(bytes, lineEnd + 1, end);
    }
    if (lineEnd >= end) return undefined;
    readField(fields, bytes, lineStart, lineEnd);
    lineStart = lineEnd + 1;
  }
  return undefined;
}

function readField(fields: HttpFields, bytes: Uint8Array, start: number, end: number): void {
  let colon = start;
  while (colon < end && colon - start <= MAX_FIELD_NAME_BYTES && bytes[colon] !== COLON) colon++;
  if (colon >= end || !isWantedLength(colon - start)) return;
  const value = latin1Text(bytes, colon + 1, Math.min(end, colon + 1 + MAX_VALUE_BYTES))
    .replace(/\r?\n[ \t]+/g, ' ')
    .trim();
  if (value === '') return;
  // Where a field is repeated, the first is what most servers take.
  switch (latin1Text(bytes, start, colon).toLowerCase()) {
    case 'host':
      // Names beyond ASCII are sent as UTF-8, as in an SNI: the same name must read the same.
      fields.host ??= utf8Text(Buffer.from(value.slice(0, MAX_HOST_BYTES), 'latin1'), 0, MAX_HOST_BYTES);
      return;
    case 'user-agent':
      fields.userAgent ??= value;
      return;
    case 'content-type':
      fields.contentType ??= value;
      return;
    case 'content-encoding':
      fields.contentEncoding ??= value;
      return;
    case 'content-range':
      fields.contentRange ??= value;
      return;
    case 'transfer-encoding':
      fields.transferEncoding ??= value;
      return;
    case 'upgrade':
      fields.upgrade ??= value;
      return;
    case 'content-length':
      if (/^\d{1,15}$/.test(value)) fields.contentLength ??= Number(value);
      return;
    default:
  }
}

/** Lengths of the field names above: most fields are dismissed without a string being made. */
function isWantedLength(length: number): boolean {
  return (
    length === 4 ||
    length === 7 ||
    length === 10 ||
    length === 12 ||
    length === 13 ||
    length === 14 ||
    length === 16 ||
    length === 17
  );
}

/** The host of `CONNECT host:port`, up to a space, and of `GET http://host/path`, which overrides the Host field (RFC 9112 §3.2.2). */
function targetAuthority(head: HttpRequestHead): string | undefined {
  if (head.method === 'CONNECT') return head.path.split(' ', 1)[0].slice(0, MAX_HOST_BYTES);
  if (!/^https?:\/\//i.test(head.path)) return undefined;
  const from = head.path.indexOf('//') + 2;
  const to = head.path.slice(from).search(/[/?#]/);
  return head.path.slice(from, to < 0 ? undefined : from + to).slice(0, MAX_HOST_BYTES);
}

/** `HTTP/1.0` or `HTTP/1.1` at `at`; the caller has checked that eight bytes stand there. */
function isHttp1Version(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0x48 &&
    bytes[at + 1] === 0x54 &&
    bytes[at + 2] === 0x54 &&
    bytes[at + 3] === 0x50 &&
    bytes[at + 4] === 0x2f &&
    bytes[at + 5] === 0x31 &&
    bytes[at + 6] === 0x2e &&
    (bytes[at + 7] === 0x30 || bytes[at + 7] === 0x31)
  );
}

function isMethodByte(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || byte === 0x2d || byte === 0x5f;
}

/** Targets should hold no spaces and no raw UTF-8; clients send both. */
function isTargetByte(byte: number): boolean {
  return byte >= SPACE && byte !== 0x7f;
}

/** Index of the line feed that ends the line, or `end`. */
function lineEndAfter(bytes: Uint8Array, at: number, end: number): number {
  const found = bytes.indexOf(LF, at);
  return found < 0 || found > end ? end : found;
}
