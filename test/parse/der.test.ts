import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DerTag, derChildren, derHex, readDerElement } from '../../src/parse/der.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

test('an element has a tag and the place of its contents, in short and long form', () => {
  expect(readDerElement(bytes(0x30, 2, 5, 0), 0, 4)).toEqual({ tag: DerTag.sequence, start: 2, end: 4, wireEnd: 4 });
  const long = new Uint8Array(204);
  long.set([0x30, 0x81, 200]);
  expect(readDerElement(long, 0, 204)).toEqual({ tag: 0x30, start: 3, end: 203, wireEnd: 203 });
});

test('an element that was cut says how long it is; one that leaves its parent is refused', () => {
  expect(readDerElement(bytes(4, 10, 1), 0, 12)).toEqual({ tag: 4, start: 2, end: 3, wireEnd: 12 });
  expect(readDerElement(bytes(4, 10, 1), 0, 11)).toBeUndefined();
});

test('indefinite, absurd and missing lengths are refused', () => {
  for (const head of [[0x30, 0x80, 0, 0], [0x30, 0x84, 0, 0, 0, 1], [0x30, 0x82, 1], [0x1f, 1, 0], [0x30], []]) {
    expect(readDerElement(bytes(...head), 0, 1e9)).toBeUndefined();
  }
});

test('children are counted up to the cap', () => {
  const parent = readDerElement(bytes(0x30, 6, 5, 0, 5, 0, 5, 0), 0, 8);
  if (parent === undefined) throw new Error('no element');
  expect(derChildren(bytes(0x30, 6, 5, 0, 5, 0, 5, 0), parent, 9)).toHaveLength(3);
  expect(derChildren(bytes(0x30, 6, 5, 0, 5, 0, 5, 0), parent, 2)).toHaveLength(2);
});

test('contents print as hexadecimal', () => {
  expect(derHex(bytes(6, 3, 0x55, 4, 3), { tag: 6, start: 2, end: 5, wireEnd: 5 })).toBe('550403');
});

test('no bytes make it throw or run backwards', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (input) => {
      const element = readDerElement(input, 0, input.length);
      if (element === undefined) return;
      expect(element.end).toBeLessThanOrEqual(input.length);
      for (const child of derChildren(input, element, 100)) expect(child.wireEnd).toBeLessThanOrEqual(element.wireEnd);
    }),
    { numRuns: 2000 },
  );
});
