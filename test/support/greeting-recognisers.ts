// The tests that recognisers of protocols with a greeting share: each is put to the dialogues of all of them.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ServiceRecogniser } from '../../src/flows/service-recogniser.ts';
import { finishedFlow } from './finished-flow.ts';
import { textDialogue } from './text-dialogue.ts';

const DIALOGUES: Record<string, string[]> = {
  smtp: ['S: 220 mail.example ESMTP Postfix', 'C: EHLO client.example', 'S: 250-mail.example\n250 STARTTLS', 'C: QUIT'],
  lmtp: ['S: 220-two lines\n220 ready', 'C: lhlo client.example'],
  ftp: ['S: 220 (vsFTPd 3.0.3)', 'C: USER anonymous', 'S: 331 password', 'C: PASS x'],
  ftps: ['S: 220 Authorized users only', 'C: AUTH TLS', 'S: 234 Proceed'],
  pop3: ['S: +OK Dovecot ready.', 'C: CAPA', 'S: +OK\nSTLS\n.'],
  imap: ['S: * OK [CAPABILITY IMAP4rev1] ready', 'C: a001 LOGIN a b', 'S: a001 OK'],
  redis: ['S: +OK', 'C: *1'],
  http: ['C: GET / HTTP/1.1\nHost: a', 'S: HTTP/1.1 200 OK'],
  irc: ['C: NICK a\nUSER a 0 * :a', 'S: :irc.example 001 a :Welcome'],
};

export interface Greeting {
  readonly service: string;
  /** Names of the dialogues above that are its own. */
  readonly own: readonly string[];
  /** A greeting that names the protocol, one that does not, and how any begins. */
  readonly named: string;
  readonly bare: string;
  readonly start: string;
}

export function testGreetingRecogniser(recogniser: ServiceRecogniser, { service, own, named, bare, start }: Greeting) {
  const recognise = (...lines: string[]) => recogniser.recognise(finishedFlow(textDialogue(...lines)));

  test('its own dialogues are named, those of others are not', () => {
    for (const [name, lines] of Object.entries(DIALOGUES)) {
      const facts = recognise(...lines);
      if (own.includes(name)) expect(facts, name).toMatchObject({ service, kind: 'cleartext' });
      else expect(facts, name).toBeUndefined();
    }
  });

  test('one side alone counts where it names the protocol', () => {
    expect(recognise(named)?.service).toBe(service);
    expect(recognise(bare)).toBeUndefined();
  });

  test('random bytes behind the first ones are not named, and never throw', () => {
    const bytes = fc.uint8Array({ minLength: 8, maxLength: 60 });
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        const greeting = new Uint8Array([...Buffer.from(start), ...a]);
        const both = finishedFlow([
          { from: 'resp', bytes: greeting },
          { from: 'orig', bytes: b },
        ]);
        expect(recogniser.recognise(both)).toBeUndefined();
        recogniser.recognise(finishedFlow([{ from: 'resp', bytes: a }]));
      }),
    );
  });
}
