// MongoDB's wire protocol, by message headers: a length, an operation, and an answer that repeats the request's number.

import { u32le } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HEADER_BYTES = 16;
/** Reply, update, insert, query, get more, delete, kill cursors, compressed, message. */
const OPERATIONS = new Set([1, 2001, 2002, 2004, 2005, 2006, 2007, 2012, 2013]);
const MOST_BYTES = 48_000_000;

export const mongodbRecogniser = {
  name: 'mongodb',
  transport: 'tcp',
  proves:
    'a header with one of nine operations and a possible length, and, where the server spoke, its answer to that very request (chance below 1e-8)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const asked = flow.orig.prefix;
    const answer = flow.resp.prefix;
    if (asked.length < HEADER_BYTES || asked[14] !== 0 || asked[15] !== 0 || !isHeader(asked)) return undefined;
    if (u32le(asked, 8) !== 0) return undefined;
    if (answer.length > 0 && (!isHeader(answer) || u32le(answer, 8) !== u32le(asked, 4))) return undefined;
    return { service: 'mongodb', kind: 'cleartext', reason: 'MongoDB message headers' };
  },
} as const satisfies ServiceRecogniser;

function isHeader(bytes: Uint8Array): boolean {
  const length = u32le(bytes, 0);
  return (
    bytes.length >= HEADER_BYTES && length >= HEADER_BYTES && length <= MOST_BYTES && OPERATIONS.has(u32le(bytes, 12))
  );
}
