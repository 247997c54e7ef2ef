// Redis's RESP: a client sends arrays of strings, each behind its length (https://redis.io/docs/latest/develop/reference/protocol-spec/).

import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const ARRAY = 0x2a;
const STRING = 0x24;
/** Status, error, integer, string, array; null, boolean, double, map, set, push of version 3. */
const ANSWERS = new Set([0x2b, 0x2d, 0x3a, 0x24, 0x2a, 0x5f, 0x23, 0x2c, 0x25, 0x7e, 0x3e]);

export const redisRecogniser = {
  name: 'redis',
  transport: 'tcp',
  proves:
    'an array of strings whose first length leads to a line end, answered by one of eleven types (chance below 1e-12)',
  mayBegin: (byte: number) => byte === ARRAY,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (!isCommand(flow.orig)) return undefined;
    if (flow.resp.prefix.length > 0 && !ANSWERS.has(flow.resp.prefix[0])) return undefined;
    return { service: 'redis', kind: 'cleartext', reason: 'RESP: an array of strings' };
  },
} as const satisfies ServiceRecogniser;

/** `*N\r\n$M\r\n`, M bytes, and a line end. */
function isCommand({ prefix }: FlowSide): boolean {
  if (prefix[0] !== ARRAY) return false;
  const first = lineEnd(prefix, 1);
  if (first === undefined || prefix[first] !== STRING) return false;
  const second = lineEnd(prefix, first + 1);
  if (second === undefined) return false;
  let length = 0;
  for (let at = first + 1; at < second - 2; at++) length = length * 10 + prefix[at] - 0x30;
  const end = second + length;
  return length > 0 && prefix[end] === 13 && prefix[end + 1] === 10;
}

/** Behind a line of one to five digits. */
function lineEnd(bytes: Uint8Array, start: number): number | undefined {
  let at = start;
  while (at - start < 5 && bytes[at] >= 0x30 && bytes[at] <= 0x39) at += 1;
  return at > start && bytes[at] === 13 && bytes[at + 1] === 10 ? at + 2 : undefined;
}
