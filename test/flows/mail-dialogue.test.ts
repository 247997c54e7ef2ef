import { expect, test } from 'vitest';
import { readDialogue } from '../../src/flows/mail-dialogue.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { textDialogue } from '../support/text-dialogue.ts';

const read = (tagged: boolean, ...lines: string[]) => readDialogue(finishedFlow(textDialogue(...lines)), tagged);

test('the greeting and the first commands are read', () => {
  expect(read(false, 'S: 220 mail.example ESMTP', 'C: ehlo x', 'S: 250 ok', 'C: MAIL FROM:<a@b>')).toEqual({
    greeting: '220 mail.example ESMTP',
    commands: ['EHLO', 'MAIL'],
  });
  expect(read(true, 'S: * OK ready', 'C: a1 capability')?.commands).toEqual(['CAPABILITY']);
  expect(read(false, 'S: +OK')?.commands).toEqual([]);
});

test('a line of IMAP without a command behind its tag ends them, whatever the next line has', () => {
  expect(read(true, 'C: a1 login x', 'C: DONE', 'C: a2 logout')?.commands).toEqual(['LOGIN']);
});

test('of a greeting that does not end soon the beginning is kept', () => {
  expect(read(false, `S: 220 ${'x'.repeat(900)}`, 'C: EHLO x')?.greeting).toHaveLength(512);
});

test('a side that begins with anything else has no dialogue', () => {
  const binary = { from: 'resp' as const, bytes: Uint8Array.of(0x32, 0, 1) };
  expect(readDialogue(finishedFlow([binary]), false)).toBeUndefined();
  expect(readDialogue(finishedFlow([{ from: 'orig', bytes: Uint8Array.of(1, 2) }]), false)).toBeUndefined();
  expect(read(true, 'C: notag')).toBeUndefined();
});
