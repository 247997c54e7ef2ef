import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smtpRecogniser } from '../../src/flows/recognise-smtp.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { textDialogue } from '../support/text-dialogue.ts';

const recognise = (...lines: string[]) => smtpRecogniser.recognise(finishedFlow(textDialogue(...lines)));
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
const OWN: Record<string, string[]> = { smtp: ['smtp', 'lmtp'], ftp: ['ftp', 'ftps'], pop3: ['pop3'], imap: ['imap'] };

test('its own dialogues are named, those of others are not', () => {
  for (const [name, lines] of Object.entries(DIALOGUES)) {
    const expected = OWN['smtp']?.includes(name) === true ? { service: 'smtp', kind: 'cleartext' } : undefined;
    const facts = recognise(...lines);
    if (expected === undefined) expect(facts, name).toBeUndefined();
    else expect(facts, name).toMatchObject(expected);
  }
});

test('one side alone counts where it names the protocol', () => {
  const greeting: Record<string, string> = {
    smtp: 'S: 220 mail.example ESMTP',
    ftp: 'S: 220 ProFTPD FTP server ready',
    pop3: 'S: +OK POP3 ready',
    imap: 'S: * OK IMAP4rev1 ready',
  };
  expect(recognise(greeting['smtp'] as string)?.service).toBe('smtp');
  const bare: Record<string, string> = {
    smtp: 'S: 220 ready',
    ftp: 'S: 220 ready',
    pop3: 'S: +OK ready',
    imap: 'S: * OK ready',
  };
  expect(recognise(bare['smtp'] as string)).toBeUndefined();
});

test('random bytes behind the first ones are not named, and never throw', () => {
  const starts: Record<string, string> = { smtp: '220 ', ftp: '220 ', pop3: '+OK ', imap: '* OK ' };
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 8, maxLength: 60 }),
      fc.uint8Array({ minLength: 8, maxLength: 60 }),
      (a, b) => {
        const resp = new Uint8Array([...Buffer.from(starts['smtp'] as string), ...a]);
        const facts = smtpRecogniser.recognise(
          finishedFlow([
            { from: 'resp', bytes: resp },
            { from: 'orig', bytes: b },
          ]),
        );
        expect(facts).toBeUndefined();
        smtpRecogniser.recognise(finishedFlow([{ from: 'resp', bytes: a }]));
      },
    ),
  );
});

test('a capture of the client alone needs two commands', () => {
  expect(recognise('C: EHLO a.example', 'C: MAIL FROM:<a@b.example>')?.reason).toBe('SMTP commands');
  expect(recognise('C: EHLO a.example')).toBeUndefined();
});
