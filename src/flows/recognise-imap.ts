// IMAP (RFC 9051): a server's untagged greeting and a client's tagged command. STARTTLS inside makes it TLS (tls-upgrade.ts).

import type { FinishedFlow } from './finished-flow.ts';
import { readDialogue } from './mail-dialogue.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const COMMANDS = new Set([
  'CAPABILITY',
  'LOGIN',
  'STARTTLS',
  'AUTHENTICATE',
  'ID',
  'NOOP',
  'LOGOUT',
  'SELECT',
  'ENABLE',
  'LIST',
]);
const STAR = 0x2a;

export const imapRecogniser = {
  name: 'imap',
  transport: 'tcp',
  proves: 'a greeting "* OK", "* PREAUTH" or "* BYE", answered with a tag and a command of IMAP where the client spoke',
  mayBegin: (byte: number) => byte === STAR,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { prefix } = flow.resp;
    if (prefix[0] !== STAR || prefix[1] !== 0x20) return undefined;
    const dialogue = readDialogue(flow, true);
    if (dialogue === undefined || !/^\* (OK|PREAUTH|BYE)\b/i.test(dialogue.greeting)) return undefined;
    const [first] = dialogue.commands;
    if (first === undefined ? !/IMAP/i.test(dialogue.greeting) : !COMMANDS.has(first)) return undefined;
    return { service: 'imap', kind: 'cleartext', reason: `IMAP greeting${first === undefined ? '' : ' and command'}` };
  },
} as const satisfies ServiceRecogniser;
