import { expect, test } from 'vitest';
import { smtpRecogniser } from '../../src/flows/recognise-smtp.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { testGreetingRecogniser } from '../support/greeting-recognisers.ts';
import { ascii, hex, orig, recognise, resp } from '../support/recogniser-runs.ts';
import { textDialogue } from '../support/text-dialogue.ts';

testGreetingRecogniser(smtpRecogniser, {
  service: 'smtp',
  own: ['smtp', 'lmtp'],
  named: 'S: 220 mail.example ESMTP',
  bare: 'S: 220 ready',
  start: '220 ',
});

test('a capture of the client alone needs two commands', () => {
  const recognise = (...lines: string[]) => smtpRecogniser.recognise(finishedFlow(textDialogue(...lines)));
  expect(recognise('C: EHLO a.example', 'C: MAIL FROM:<a@b.example>')?.reason).toBe('SMTP commands');
  expect(recognise('C: EHLO a.example')).toBeUndefined();
});

test('a server that greets with SMTP is SMTP, also to a client that opened with TLS', () => {
  const hello = orig(hex('1603010200 010001fc0303'));
  const answer = (text: string) => recognise(smtpRecogniser, [hello, resp(ascii(text))], { protocol: 6 });
  expect(answer('220-mail.example ESMTP Exim 4.93\r\n220 no bulk mail\r\n')).toMatchObject({
    service: 'smtp',
    kind: 'cleartext',
  });
  expect(answer('220 ftp.example ready\r\n')).toBeUndefined();
  expect(recognise(smtpRecogniser, [orig(hex('1703010200')), resp(ascii('220 a ESMTP\r\n'))])).toBeUndefined();
});
