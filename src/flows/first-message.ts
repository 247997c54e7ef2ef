// Where the first message of a direction ends in its prefix: datagrams stand there one behind the other, and parsers of datagrams must not run on.

import type { FinishedFlow } from './finished-flow.ts';

/** One past the last captured byte of the first message with payload; the prefix's length where there is only one. */
export function firstMessageEnd(flow: FinishedFlow, fromOriginator: 0 | 1): number {
  const { messages } = flow;
  const prefixBytes = (fromOriginator === 1 ? flow.orig : flow.resp).prefix.length;
  for (let i = 0; i < messages.count; i++) {
    // The next message's start, not this one's length: the snap length may have cut it.
    if (messages.fromOriginator[i] === fromOriginator && messages.prefixOffset[i] > 0) {
      return Math.min(messages.prefixOffset[i], prefixBytes);
    }
  }
  return prefixBytes;
}
