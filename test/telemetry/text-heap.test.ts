import { expect, it } from 'vitest';
import { TextHeap } from '../../src/telemetry/text-heap.ts';

it('texts of any length and script come back, across the border of chunks', () => {
  const heap = new TextHeap();
  const texts = Array.from({ length: 3000 }, (_, i) => `${i} ${'é€😀x'.repeat(i % 700)}`);
  const places = texts.map((text) => heap.add(text));
  expect(places.map((place) => heap.text(place))).toEqual(texts);
  expect(new Set(places).size).toBe(texts.length);
});

it('a text longer than a chunk finds no place', () => {
  expect(new TextHeap().add('x'.repeat(2_000_000))).toBe(-1);
});
