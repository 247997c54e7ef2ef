import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  displayWidth,
  fitText,
  htmlText,
  jsonLine,
  safeJson,
  truncateText,
  visibleText,
  wrapText,
} from '../../src/report/safe-text.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { wellFormed } from '../support/well-formed.ts';

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom(...Object.values(HOSTILE)));

describe('visibleText', () => {
  test('every C0 and C1 control character and DEL becomes an escape that can be read', () => {
    for (let point = 0; point < 0xa0; point += 1) {
      if (point >= 0x20 && point < 0x7f) continue;
      const shown = visibleText(`a${String.fromCharCode(point)}b`);
      expect(shown).toMatch(/^a\\(x[0-9a-f]{2}|[tnr])b$/);
    }
  });

  test('every bidirectional control and every invisible character becomes an escape', () => {
    const points = [
      0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x200b, 0x200d, 0x200e, 0x2028, 0x202a, 0x202e, 0x2066, 0x2069, 0x3164,
      0xfeff, 0xe0041,
    ];
    for (const point of points) {
      const digits = point.toString(16);
      const shown = point > 0xffff ? `\\u{${digits}}` : point > 0xff ? `\\u${digits.padStart(4, '0')}` : `\\x${digits}`;
      expect(visibleText(`x${String.fromCodePoint(point)}y`)).toBe(`x${shown}y`);
    }
  });

  test('half of a surrogate pair shows as its code unit', () => {
    expect(visibleText(HOSTILE.surrogate)).toBe('half \\ud83d of a pair');
  });

  test('ordinary text of any script stays as it is', () => {
    for (const text of ['com.example.app', 'Zürich', '東京', 'العربية', '❤️', 'a b'])
      expect(visibleText(text)).toBe(text);
  });

  test('no input leaves a character that cannot be seen', () => {
    fc.assert(fc.property(anyText, (text) => !UNSEEN.test(visibleText(text))));
  });
});

describe('htmlText', () => {
  test('markup, quotes and entities become text', () => {
    expect(htmlText(`<img src=x onerror="a('&amp;')">\``)).toBe(
      '&lt;img src=x onerror=&quot;a(&#39;&amp;amp;&#39;)&quot;&gt;&#96;',
    );
  });

  test('no input leaves a character that opens markup or ends an attribute', () => {
    fc.assert(fc.property(anyText, (text) => !/[<>"'`]|&(?!(?:amp|lt|gt|quot|#39|#96);)/.test(htmlText(text))));
  });
});

describe('jsonLine', () => {
  test('parses to the same value, and holds no character that a terminal would act on', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = jsonLine({ [text]: [text] });
        expect(JSON.parse(line)).toEqual({ [wellFormed(text)]: [wellFormed(text)] });
        expect(line).not.toMatch(UNSEEN);
      }),
    );
  });

  test('a character beyond the first plane is escaped as its two code units', () => {
    expect(jsonLine('\u{e0041}')).toBe('"\\udb40\\udc41"');
  });

  test('half of a surrogate pair becomes U+FFFD, which other readers of JSON take; pairs and what looks like an escape stay', () => {
    expect(jsonLine('\ud83d')).toBe('"\\ufffd"');
    expect(jsonLine('\udc00\ud83d\ude00\ud83d')).toBe('"\\ufffd😀\\ufffd"');
    expect(jsonLine('\\ud83d')).toBe('"\\\\ud83d"');
    expect(safeJson(safeJson('"\u{e0041}"'))).toBe('"\\udb40\\udc41"');
  });

  test('the line breaks of indented JSON stay', () => {
    const json = JSON.stringify({ a: '\u009b' }, undefined, 2);
    expect(safeJson(json)).toBe('{\n  "a": "\\u009b"\n}');
  });
});

describe('columns', () => {
  test('wide characters take two cells and combining marks none', () => {
    expect(displayWidth('abc')).toBe(3);
    expect(displayWidth('東京')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('😀')).toBe(2);
  });

  test('a cut text ends in one ellipsis and never splits a wide character', () => {
    expect(truncateText('abcdef', 4)).toBe('abc…');
    expect(truncateText('東京都', 4)).toBe('東…');
    expect(truncateText('abc', 0)).toBe('');
  });

  test('thousands of combining marks on one letter shrink to a few', () => {
    expect(truncateText(HOSTILE.zalgo, 20).length).toBeLessThan(30);
  });

  test('any text fits exactly, cut or filled, on either side', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom('left' as const, 'right' as const),
        (text, cells, align) => {
          expect(displayWidth(fitText(text, cells, align))).toBe(cells);
        },
      ),
    );
    expect(fitText('7', 3, 'right')).toBe('  7');
  });

  test('wrapped lines are never wider or more than asked', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 4, max: 60 }), fc.integer({ min: 1, max: 5 }), (text, cells, most) => {
        const lines = wrapText(text, cells, most);
        expect(lines.length).toBeLessThanOrEqual(most);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(cells);
      }),
    );
  });

  test('text is broken at spaces, a long word anywhere, and what is left out shows', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrapText('one two three four', 5, 2)).toEqual(['one', 'two…']);
  });
});
