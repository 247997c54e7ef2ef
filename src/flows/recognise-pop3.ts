// POP3 (RFC 1939): a server's +OK and a client's login or question. STLS inside makes it TLS (tls-upgrade.ts).

import type { FinishedFlow } from './finished-flow.ts';
import { readDialogue } from './mail-dialogue.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const COMMANDS = new Set(['USER', 'CAPA', 'AUTH', 'STLS', 'APOP', 'QUIT', 'NOOP', 'STAT', 'LIST', 'UTF', 'XTND']);
const PLUS = 0x2b;

export const pop3Recogniser = {
  name: 'pop3',
  transport: 'tcp',
  proves: 'a greeting +OK, answered with a command of POP3 where the client spoke',
  mayBegin: (byte: number) => byte === PLUS,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { prefix } = flow.resp;
    if (prefix[0] !== PLUS || prefix[1] !== 0x4f || prefix[2] !== 0x4b || !isEnd(prefix[3])) return undefined;
    const dialogue = readDialogue(flow, false);
    if (dialogue === undefined) return undefined;
    // Redis answers +OK as well, and is asked otherwise. A client may try a command that nobody knows, and go on.
    const known = dialogue.commands.some((command) => COMMANDS.has(command));
    const named = /\bPOP3?\b/i.test(dialogue.greeting);
    if (dialogue.commands.length > 0 ? !known : !named) return undefined;
    return { service: 'pop3', kind: 'cleartext', reason: `POP3 greeting${known ? ' and command' : ''}` };
  },
} as const satisfies ServiceRecogniser;

function isEnd(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x0a;
}
