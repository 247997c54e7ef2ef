// The bodies of a direction's HTTP/1 messages, as far as its prefix holds them: their bounds by Content-Length or chunks (RFC 9112 §6, §7.1).
// Invariant: a GET that declares no length has no body (§6.3), so that the next request on the connection is never taken for one.

import { type HttpFields, mayStartHttpHead, readHttpRequestHead, readHttpResponseHead } from '../parse/http-head.ts';

export interface HttpBody {
  readonly contentType: string | undefined;
  /** Something declared explains bytes that look random: a coding, a part of a larger body. */
  readonly isCoded: boolean;
  /** Status of the response; undefined in requests. */
  readonly status: number | undefined;
  /** What follows an upgrade (101) instead of a body: the other protocol's stream. */
  readonly isUpgraded: boolean;
  /** Without the lines of chunks; fewer than declared where the prefix ends. */
  readonly bytes: Uint8Array;
}

/** Messages on one connection that are looked at. */
const MAX_MESSAGES = 16;
const NOT_MODIFIED = 304;
const NO_CONTENT = 204;
const PARTIAL = 206;
const SWITCHING_PROTOCOLS = 101;
const UPLOADS = new Set(['POST', 'PUT', 'PATCH']);
const LF = 0x0a;
const CR = 0x0d;

/** In order; messages without a body are left out. Stops where the bytes are no head any more. */
export function httpBodies(prefix: Uint8Array, isRequest: boolean): HttpBody[] {
  const bodies: HttpBody[] = [];
  if (isHeadAlone(prefix)) return bodies;
  for (let at = 0, count = 0; count < MAX_MESSAGES && mayStartHttpHead(prefix[at]); count++) {
    const read = isRequest ? readHttpRequestHead(prefix, at) : readHttpResponseHead(prefix, at);
    if (!read.ok || read.value.bodyOffset === undefined) break;
    const head = read.value;
    const status = 'status' in head ? head.status : undefined;
    // A client that asks for an upgrade sends nothing more as HTTP, if it is granted; what it sends with the request may be its body.
    const body = bodyOf(head, status, prefix, read.value.bodyOffset);
    if (body.end > body.start) {
      bodies.push({
        contentType: head.contentType,
        isCoded: isCoded(head, status),
        status,
        isUpgraded: body.isUpgraded,
        bytes: body.chunked ?? prefix.subarray(body.start, body.end),
      });
    }
    at = body.end;
  }
  return bodies;
}

/** The first empty line is the end: most requests, and nothing to parse again. */
function isHeadAlone(prefix: Uint8Array): boolean {
  for (let at = prefix.indexOf(LF); at >= 0; at = prefix.indexOf(LF, at + 1)) {
    const next = prefix[at + 1] === CR ? at + 2 : at + 1;
    if (prefix[next] === LF) return next === prefix.length - 1;
  }
  return false;
}

function isCoded(head: HttpFields, status: number | undefined): boolean {
  const coding = head.contentEncoding;
  if (head.upgrade !== undefined && status !== SWITCHING_PROTOCOLS) return true;
  return status === PARTIAL || head.contentRange !== undefined || (coding !== undefined && !/^identity$/i.test(coding));
}

interface BodyBounds {
  readonly start: number;
  readonly end: number;
  readonly isUpgraded: boolean;
  readonly chunked?: Uint8Array;
}

function bodyOf(head: HttpFields, status: number | undefined, prefix: Uint8Array, start: number): BodyBounds {
  const whole = prefix.length;
  if (status === SWITCHING_PROTOCOLS) return { start, end: whole, isUpgraded: true };
  if (status !== undefined && (status < 200 || status === NO_CONTENT || status === NOT_MODIFIED)) {
    return { start, end: start, isUpgraded: false };
  }
  if (head.transferEncoding !== undefined && /\bchunked\b/i.test(head.transferEncoding)) {
    return dechunked(prefix, start);
  }
  if (head.contentLength !== undefined) {
    return { start, end: Math.min(whole, start + head.contentLength), isUpgraded: false };
  }
  // A response without a length lasts to the end of the connection; so does what old clients upload.
  const lasts = status !== undefined || ('method' in head && UPLOADS.has(String(head.method)));
  return { start, end: lasts ? whole : start, isUpgraded: false };
}

/** Size lines that are none end the body there. */
function dechunked(prefix: Uint8Array, start: number): BodyBounds {
  const out = new Uint8Array(prefix.length - start);
  let filled = 0;
  let at = start;
  while (at < prefix.length) {
    const lineEnd = prefix.indexOf(LF, at);
    if (lineEnd < 0) break;
    const size = /^[0-9a-f]{1,8}/i.exec(Buffer.from(prefix.subarray(at, Math.min(lineEnd, at + 8))).toString('latin1'));
    if (size === null) break;
    const bytes = Number.parseInt(size[0], 16);
    const chunk = prefix.subarray(lineEnd + 1, Math.min(prefix.length, lineEnd + 1 + bytes));
    out.set(chunk, filled);
    filled += chunk.length;
    // Behind the chunk stands an empty line's CRLF; behind the last one the whole body's.
    at = lineEnd + 1 + bytes + 2;
    if (bytes === 0) break;
  }
  return { start, end: Math.min(prefix.length, at), isUpgraded: false, chunked: out.subarray(0, filled) };
}
