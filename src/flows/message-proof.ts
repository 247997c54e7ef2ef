// Walks the messages of a direction that the prefix holds, and asks of each whether it is a message of some protocol.
// Where datagrams stand one behind the other, a parser must know where its own ends: at the next one's start, for a snap length may have cut it.

import type { FinishedFlow } from './finished-flow.ts';

/** Whether `bytes[start … end − 1]` is a message; `wireBytes`: its length on the wire, more than `end − start` where the capture cut it. */
export type MessageTest = (bytes: Uint8Array, start: number, end: number, wireBytes: number) => boolean;

/**
 * How many of the first `most` messages of a direction pass, 0 when one of them fails. A message that the prefix does not hold to its end,
 * or holds nothing of, is not asked about.
 */
export function passingMessages(flow: FinishedFlow, fromOriginator: 0 | 1, test: MessageTest, most = 4): number {
  const { messages } = flow;
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  let passed = 0;
  for (let i = 0; i < messages.count && passed < most; i++) {
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0) continue;
    const start = messages.prefixOffset[i];
    if (start >= prefix.length) break;
    const end = messageEnd(flow, i);
    // The prefix ended inside of it, not the snap length.
    if (passed > 0 && end === prefix.length && end - start < messages.bytes[i]) break;
    if (!test(prefix, start, end, messages.bytes[i])) return 0;
    passed += 1;
  }
  return passed;
}

/** How many messages of both directions pass, the first `most` of each; 0 when one of them fails. */
export function provedMessages(flow: FinishedFlow, test: MessageTest, most = 4): number {
  const fromOrig = passingMessages(flow, 1, test, most);
  if (fromOrig === 0 && flow.orig.prefix.length > 0) return 0;
  const fromResp = passingMessages(flow, 0, test, most);
  if (fromResp === 0 && flow.resp.prefix.length > 0) return 0;
  return fromOrig + fromResp;
}

/** One past the last captured byte of message `index` in its direction's prefix. */
export function messageEnd(flow: FinishedFlow, index: number): number {
  const { messages } = flow;
  const from = messages.fromOriginator[index];
  const { prefix } = from === 1 ? flow.orig : flow.resp;
  const start = messages.prefixOffset[index];
  for (let i = index + 1; i < messages.count; i++) {
    if (messages.fromOriginator[i] === from && messages.prefixOffset[i] > start) {
      return Math.min(messages.prefixOffset[i], prefix.length);
    }
  }
  return prefix.length;
}
