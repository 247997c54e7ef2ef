import { expect, test } from 'vitest';
import { explainLine, hanging, toned, warning } from '../../src/report/terminal-lines.ts';
import { painter } from '../../src/report/terminal-style.ts';

test('lines after the first are indented, and none is wider than asked', () => {
  expect(hanging('one two three four', 12, '! ')).toEqual(['! one two', '  three four']);
});

test('what has no place on the last line is cut with a mark', () => {
  expect(hanging('one two three four five six', 12, '', '  ', 2)).toEqual(['one two', '  three fou…']);
});

test('no line ends between a number and its unit', () => {
  expect(hanging('a file of 10 B, a day of 3 s', 12)).toEqual(['a file of', '  10 B, a', '  day of 3 s']);
});

test('the line that explains a finding is there where it fits', () => {
  const plain = painter(false);
  const finding = { finding_id: '900e4a0df84dbd21' };
  expect(explainLine(finding, 80, plain)).toEqual(['    → cipherscope explain 900e4a0d CAPTURE']);
  expect(explainLine(finding, 40, plain)).toEqual([]);
});

test('colour stands round each line, not round the text before it is wrapped', () => {
  const paint = painter(true);
  expect(toned('dim', ['a', 'b'], paint)).toEqual(['\x1b[2ma\x1b[0m', '\x1b[2mb\x1b[0m']);
  expect(warning('one two three', 10, paint)).toEqual(['\x1b[33m! one two\x1b[0m', '\x1b[33m  three\x1b[0m']);
});
