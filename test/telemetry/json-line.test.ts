import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseJsonLine } from '../../src/telemetry/json-line.ts';

it('integers beyond a double come back as text, with every digit', () => {
  expect(
    parseJsonLine(
      '{"t":1767225600123456789,"n":-1767225600123456789,"small":123456789012345,"f":1767225600.123456789}',
    ),
  ).toEqual({
    t: '1767225600123456789',
    n: '-1767225600123456789',
    small: 123456789012345,
    f: '1767225600.123456789',
  });
});

it('digits inside strings and keys are left alone', () => {
  const line = JSON.stringify({
    '12345678901234567890': 'a "12345678901234567890" \\ 1',
    list: ['12345678901234567890'],
  });
  expect(parseJsonLine(line)).toEqual(JSON.parse(line));
});

it('what is no object is undefined', () => {
  expect(['', '[]', 'null', '"x"', '1', '{', '{"a":}', '{"a":1}x', '[{"a":1}]'].map(parseJsonLine)).toEqual(
    new Array(9).fill(undefined),
  );
  expect(parseJsonLine('[{"a":'.repeat(100_000))).toBeUndefined();
});

it('agrees with JSON.parse wherever no number is long', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))),
      (object) => {
        expect(parseJsonLine(JSON.stringify(object))).toEqual(JSON.parse(JSON.stringify(object)));
      },
    ),
  );
});

it('keeps any integer, however long', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.string(), (value, text) => {
      const read = parseJsonLine(`{"text":${JSON.stringify(text)},"value":${value}}`);
      expect(String(read?.['value'])).toBe(String(value));
      expect(read?.['text']).toBe(text);
    }),
  );
});

it('numbers that a double holds stay numbers, those of which it would drop digits become text', () => {
  expect(parseJsonLine('{"us":1767225600000000}')).toEqual({ us: 1767225600000000 });
  expect(parseJsonLine('{"next":9007199254740993,"in":[{"f":1767225600.1234567}]}')).toEqual({
    next: '9007199254740993',
    in: [{ f: '1767225600.1234567' }],
  });
  const deep = `${'{"a":'.repeat(40)}9007199254740993${'}'.repeat(40)}`;
  expect(JSON.stringify(parseJsonLine(deep))).toContain('"9007199254740993"');
});
