// Bitcoin and its relatives: a network's four bytes, then a command of lower-case letters padded with zeros to twelve.

import { isZero, u32be } from '../base/byte-words.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** Bitcoin's main, test, regression and signature networks; Litecoin, Dogecoin, Dash, Bitcoin Cash. */
const NETWORKS = new Set([
  0xf9beb4d9, 0x0b110907, 0xfabfb5da, 0x0a03cf40, 0xfbc0b6db, 0xc0c0c0c0, 0xbf0c6bbd, 0xe3e1f3e8,
]);
const COMMAND_AT = 4;
const COMMAND_BYTES = 12;

export const bitcoinRecogniser = {
  name: 'bitcoin',
  transport: 'tcp',
  proves:
    "one of eight networks' four bytes, and a command of lower-case letters padded with zeros (chance below 1e-20)",
  recognise({ orig, resp }: FinishedFlow): ServiceFacts | undefined {
    if (!isMessage(orig) && !isMessage(resp)) return undefined;
    return { service: 'bitcoin', kind: 'cleartext', reason: 'Bitcoin message header' };
  },
} as const satisfies ServiceRecogniser;

function isMessage({ prefix }: FlowSide): boolean {
  if (prefix.length < 24 || !NETWORKS.has(u32be(prefix, 0))) return false;
  let at = COMMAND_AT;
  while (
    at < COMMAND_AT + COMMAND_BYTES &&
    ((prefix[at] >= 0x61 && prefix[at] <= 0x7a) || (prefix[at] >= 0x30 && prefix[at] <= 0x39))
  )
    at += 1;
  return at > COMMAND_AT + 1 && isZero(prefix, at, COMMAND_AT + COMMAND_BYTES);
}
