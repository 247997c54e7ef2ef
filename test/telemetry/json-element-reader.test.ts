import { expect, it } from 'vitest';
import { jsonElementReader } from '../../src/telemetry/json-element-reader.ts';

it('hands objects on, and rejects what is damaged, too long or cut', () => {
  const seen: [unknown, number][] = [];
  const reader = jsonElementReader((element, line) => {
    seen.push([element, line]);
    return element['bad'] === true ? 'is bad' : undefined;
  });
  expect(reader.line('[{"a":1},', 1)).toBeUndefined();
  expect(reader.line('{"bad":true},{"b":2},', 2)).toBe('is bad');
  expect(reader.line('{nonsense}', 3)).toBe('holds an object that is no JSON');
  expect(reader.fragment?.('{"id":12345678901234567890', 4)).toBeUndefined();
  expect(reader.end?.()).toBe('ends in the middle of an object');
  expect(reader.fragment?.('}', 4)).toBeUndefined();
  expect(seen).toEqual([
    [{ a: 1 }, 1],
    [{ bad: true }, 2],
    [{ b: 2 }, 2],
    [{ id: '12345678901234567890' }, 4],
  ]);
});
