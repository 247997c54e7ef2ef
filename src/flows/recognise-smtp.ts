// SMTP (RFC 5321): a server's reply 220 and a client's EHLO or HELO. STARTTLS inside makes it TLS (tls-upgrade.ts).

import { latin1Text } from '../parse/byte-text.ts';
import { readTextLine } from '../parse/text-line.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { readDialogue } from './mail-dialogue.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const OPENING = new Set(['EHLO', 'HELO', 'LHLO']);
/** What may come first where the beginning was not seen, or from clients that greet nobody. */
const OTHERS = new Set(['MAIL', 'RCPT', 'DATA', 'STARTTLS', 'VRFY', 'EXPN']);
const TWO = 0x32;
/** Content type of a TLS record that holds a handshake message (RFC 8446 §5.1). */
const HANDSHAKE_RECORD = 22;
/** First letters of the commands, in both cases. */
const FIRST = new Set([...'EHLMRDSV'].flatMap((letter) => [letter.charCodeAt(0), letter.charCodeAt(0) + 0x20]));

export const smtpRecogniser = {
  name: 'smtp',
  transport: 'tcp',
  proves:
    'a reply 220 that is answered with EHLO, HELO or LHLO; or a greeting 220 that names SMTP, also to a client that opened with TLS; or such a command before a reply of three digits, or before another command of SMTP',
  mayBegin: (byte: number) => byte === TWO || byte === 0x35 || FIRST.has(byte),
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { orig, resp } = flow;
    if (!isReply(resp.prefix) && resp.prefix.length > 0) return undefined;
    if (orig.prefix.length > 0 && !FIRST.has(orig.prefix[0]))
      return greetsTls(flow) ? smtpFacts('greeting') : undefined;
    const dialogue = readDialogue(flow, false);
    if (dialogue === undefined) return undefined;
    const [first] = dialogue.commands;
    const greets = dialogue.greeting.startsWith('220');
    const named = greets && /\bE?SMTP\b/i.test(dialogue.greeting);
    if (first !== undefined && !OPENING.has(first) && !(OTHERS.has(first) && !flow.startSeen)) {
      return named && first === 'QUIT' ? smtpFacts('greeting') : undefined;
    }
    if (first === undefined) return named ? smtpFacts('greeting') : undefined;
    if (resp.prefix.length === 0 && flow.startSeen) {
      // A capture of one side: a word alone is no proof, a dialogue is.
      return OTHERS.has(dialogue.commands[1] ?? '') ? smtpFacts('commands') : undefined;
    }
    return smtpFacts(greets ? 'greeting and command' : 'command and reply');
  },
} as const satisfies ServiceRecogniser;

function smtpFacts(seen: string): ServiceFacts {
  return { service: 'smtp', kind: 'cleartext', reason: `SMTP ${seen}` };
}

/** A client that opens with TLS where the server speaks in the clear: the greeting comes back behind the handshake's record, and says SMTP. */
function greetsTls({ orig, resp }: FinishedFlow): boolean {
  if (orig.prefix[0] !== HANDSHAKE_RECORD || orig.prefix[1] !== 3 || resp.prefix[0] !== TWO) return false;
  const line = readTextLine(resp.prefix, 0);
  return line !== undefined && /^220[ -].*\bE?SMTP\b/i.test(latin1Text(resp.prefix, 0, Math.min(line.end, 512)));
}

/** Three digits, the first of 2 to 5, and a space or a hyphen. */
function isReply(prefix: Uint8Array): boolean {
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;
  return (
    prefix[0] >= 0x32 &&
    prefix[0] <= 0x35 &&
    isDigit(prefix[1]) &&
    isDigit(prefix[2]) &&
    (prefix[3] === 0x20 || prefix[3] === 0x2d)
  );
}
