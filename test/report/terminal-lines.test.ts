import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth } from '../../src/report/safe-text.ts';
import { explainLine, folded, hanging, toned, warning } from '../../src/report/terminal-lines.ts';
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

test('text of lists goes on two cells deeper, rows of a table at their last column, and words stay whole', () => {
  const path = `/captures/${'x'.repeat(50)}.pcapng`;
  const text = `A sentence of the command that is wider than the terminal is.\n  ${path}: is cut at byte 10 of it\nshort\n`;
  expect(folded(text, 40)).toBe(
    `A sentence of the command that is wider\n  than the terminal is.\n  ${path}:\n    is cut at byte 10 of it\nshort\n`,
  );
  expect(folded('name   state    what it is for, in more than forty cells\n', 40, 16)).toBe(
    'name   state    what it is for, in more\n                than forty cells\n',
  );
  expect(folded(text, 200)).toBe(text);
  // No terminal is as narrow as that.
  expect(folded(text, 3)).toBe(folded(text, 40));
});

test('folding loses and adds nothing but spaces', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'é', '漢', ' ', '\n', '7') }),
      fc.integer({ min: 40, max: 90 }),
      (text, columns) => {
        const out = folded(text, columns);
        expect(out.replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
        for (const line of out.split('\n'))
          if (line.trim().includes(' ')) expect(displayWidth(line.trimEnd())).toBeLessThanOrEqual(columns);
      },
    ),
    { numRuns: 300 },
  );
});
