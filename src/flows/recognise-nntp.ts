// NNTP (RFC 3977): the server's greeting and one of the client's commands, for other protocols greet likewise.

import { hasText } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const LETTER_N = 0x4e;
const COMMANDS = [
  'MODE READER',
  'AUTHINFO ',
  'CAPABILITIES',
  'GROUP ',
  'ARTICLE ',
  'XOVER ',
  'OVER ',
  'LIST',
  'BODY ',
  'HEAD ',
  'NEWNEWS ',
  'NEWGROUPS ',
  'XFEATURE ',
  'IHAVE ',
];

export const nntpRecogniser = {
  name: 'nntp',
  transport: 'tcp',
  proves:
    "a greeting of code 200 or 201 and one of fourteen of NNTP's commands, or the word NNTP in the greeting (chance below 1e-14)",
  mayBegin: (byte: number) => byte === 0x32,
  recognise({ orig, resp }: FinishedFlow): ServiceFacts | undefined {
    if (!hasText(resp.prefix, 0, '200') && !hasText(resp.prefix, 0, '201')) return undefined;
    if (
      !names(resp.prefix) &&
      !COMMANDS.some((command) => hasText(orig.prefix, 0, command) || hasText(orig.prefix, 0, command.toLowerCase()))
    )
      return undefined;
    return { service: 'nntp', kind: 'cleartext', reason: 'NNTP greeting and command' };
  },
} as const satisfies ServiceRecogniser;

/** The greeting says that it is a server of news. */
function names(greeting: Uint8Array): boolean {
  for (let at = greeting.indexOf(LETTER_N); at >= 0 && at < 100; at = greeting.indexOf(LETTER_N, at + 1)) {
    if (hasText(greeting, at, 'NNTP')) return true;
  }
  return false;
}
