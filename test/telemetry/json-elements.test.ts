import { describe, expect, it } from 'vitest';
import { JsonElements } from '../../src/telemetry/json-elements.ts';
import { MAX_LINE_BYTES } from '../../src/telemetry/line-splitter.ts';

function elementsOf(pieces: readonly string[], inLists = false): unknown[] {
  const found: unknown[] = [];
  const elements = new JsonElements((element) => {
    found.push(
      'tooLong' in element ? 'too long' : inLists ? [element.key, JSON.parse(element.text)] : JSON.parse(element.text),
    );
  }, inLists);
  pieces.forEach((piece, i) => {
    elements.push(piece, i + 1);
  });
  return found;
}

const OBJECTS = [{ a: 'x}"]{', b: [{ c: 1 }] }, { a: 'back\\slash' }, {}];

describe('objects', () => {
  it('are found in an array, in a row, with commas or without, however they are broken', () => {
    const shapes = [
      JSON.stringify(OBJECTS),
      JSON.stringify(OBJECTS, undefined, 1),
      OBJECTS.map((object) => JSON.stringify(object)).join(','),
      `${OBJECTS.map((object) => JSON.stringify(object)).join(',')},`,
      OBJECTS.map((object) => JSON.stringify(object)).join('\n'),
    ];
    for (const text of shapes) {
      expect(elementsOf(text.split('\n'))).toEqual(OBJECTS);
      for (const size of [1, 2, 7])
        expect(elementsOf(text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [])).toEqual(OBJECTS);
    }
  });

  it('in the lists of an object come with the key of their list', () => {
    const text = JSON.stringify({ name: 'x', AES: [{ n: 1 }, { n: { m: 2 } }], RSA: [{ n: 3 }] });
    expect(elementsOf([text], true)).toEqual([
      ['AES', { n: 1 }],
      ['AES', { n: { m: 2 } }],
      ['RSA', { n: 3 }],
    ]);
  });

  it('over a mebibyte are dropped, and the next one is read', () => {
    const text = JSON.stringify([{ a: 'x'.repeat(MAX_LINE_BYTES) }, { b: 1 }]);
    expect(elementsOf([text])).toEqual(['too long', { b: 1 }]);
  });

  it('with any number of empty lines inside hold no memory for them', () => {
    const elements = new JsonElements(() => {});
    elements.push('[{"a":', 1);
    const before = process.memoryUsage().heapUsed;
    for (let line = 2; line < 5_000_000; line++) elements.push('', line);
    // A place in a list has eight bytes.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20e6);
  });

  it('are not found in nonsense, which does no harm', () => {
    expect(elementsOf([']]}}', '"{', '"'])).toEqual([]);
  });
});
