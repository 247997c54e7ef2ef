import { expect, test } from 'vitest';
import { smtpRecogniser } from '../../src/flows/recognise-smtp.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { testGreetingRecogniser } from '../support/greeting-recognisers.ts';
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
