import { expect, test } from 'vitest';
import { nntpRecogniser } from '../../src/flows/recognise-nntp.ts';
import { ascii, orig, recognise, resp } from '../support/recogniser-runs.ts';

test('a greeting and a command are NNTP', () => {
  expect(recognise(nntpRecogniser, [resp(ascii('200 news ready\r\n')), orig(ascii('MODE READER\r\n'))])?.service).toBe(
    'nntp',
  );
  expect(
    recognise(nntpRecogniser, [resp(ascii('201 no posting\r\n')), orig(ascii('group misc.test\r\n'))])?.service,
  ).toBe('nntp');
});

test('the greetings of FTP and of others are none', () => {
  expect(recognise(nntpRecogniser, [resp(ascii('220 ftp ready\r\n')), orig(ascii('LIST\r\n'))])).toBeUndefined();
  expect(recognise(nntpRecogniser, [resp(ascii('200 hello\r\n')), orig(ascii('USER a\r\n'))])).toBeUndefined();
  expect(recognise(nntpRecogniser, [resp(ascii('200 hello\r\n'))])).toBeUndefined();
});
