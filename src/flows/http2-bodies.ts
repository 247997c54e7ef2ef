// The bodies of a direction of a cleartext HTTP/2 connection, as far as its prefix holds them: the DATA frames of each stream one behind the other
// (RFC 9113 §8.1). Messages of gRPC are taken apart, each behind its flag and length (github.com/grpc/grpc, PROTOCOL-HTTP2.md).

import { u32be } from '../base/byte-words.ts';
import { type HpackField, readHpackBlock } from '../parse/hpack.ts';
import { readHttp2Frames } from '../parse/http2-headers.ts';
import type { HttpBody } from './http-bodies.ts';

/** As many as a prefix of 4 KiB holds, if each has nine bytes and nothing in it. */
const MOST_FRAMES = 456;
const MOST_STREAMS = 16;
const GRPC = /^application\/grpc\b/i;
const GRPC_PREFIX_BYTES = 5;

interface Stream {
  readonly fields: readonly HpackField[];
  readonly pieces: Uint8Array[];
}

/** `from`: where the frames begin. In order of the streams; those without a body are left out. */
export function http2Bodies(prefix: Uint8Array, from: number): HttpBody[] {
  const streams = new Map<number, Stream>();
  let first: readonly HpackField[] = [];
  for (const { isHeaders, stream, start, end } of readHttp2Frames(prefix, from, MOST_FRAMES)) {
    if (isHeaders) {
      // Trailers add nothing, nor does a stream beyond those that are looked at.
      if (streams.has(stream) || streams.size === MOST_STREAMS || start >= end) continue;
      const fields = readHpackBlock(prefix, start, end);
      if (streams.size === 0) first = fields;
      streams.set(stream, { fields, pieces: [] });
    } else if (start < end) {
      streams.get(stream)?.pieces.push(prefix.subarray(start, end));
    }
  }
  const bodies: HttpBody[] = [];
  for (const { fields, pieces } of streams.values()) {
    if (pieces.length > 0) addBodies(bodies, fields, first, pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
  }
  return bodies;
}

/** A field that an earlier block has added is not read again: what the connection's first block says holds for the others. */
function addBodies(
  bodies: HttpBody[],
  fields: readonly HpackField[],
  first: readonly HpackField[],
  bytes: Uint8Array,
): void {
  const field = (wanted: string) =>
    (fields.find(([name]) => name === wanted) ?? first.find(([name]) => name === wanted))?.[1];
  const contentType = field('content-type');
  const coding = field('content-encoding');
  const status = Number(field(':status'));
  const kept = { contentType, status: Number.isInteger(status) ? status : undefined, isUpgraded: false };
  if (contentType === undefined || !GRPC.test(contentType)) {
    const isCoded = (coding !== undefined && !/^identity$/i.test(coding)) || field('content-range') !== undefined;
    bodies.push({ ...kept, isCoded, bytes });
    return;
  }
  for (let at = 0; at + GRPC_PREFIX_BYTES < bytes.length; ) {
    const start = at + GRPC_PREFIX_BYTES;
    const end = start + u32be(bytes, at + 1);
    if (end > start) bodies.push({ ...kept, isCoded: bytes[at] !== 0, bytes: bytes.subarray(start, end) });
    at = end;
  }
}
