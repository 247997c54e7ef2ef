import { expect, it } from 'vitest';
import { coalesceActivations, joined } from '../../src/features/activations.ts';

function activations(seconds: readonly number[]): number[] {
  const times = Float64Array.from(seconds, (second) => second * 1e6);
  const count = coalesceActivations(times, times.length);
  return [...times.subarray(0, count)].map((time) => time / 1e6);
}

it('parallel connections and retries within a twentieth of the median gap are one activation', () => {
  expect(activations([0, 0.2, 0.9, 60, 60.1, 62.5, 120, 180])).toEqual([0, 60, 120, 180]);
});

it('events half a minute apart stay apart however rare the others are', () => {
  expect(activations([0, 31, 7200, 7231, 14_400])).toEqual([0, 31, 7200, 7231, 14_400]);
});

it('a rhythm faster than a second is one activation', () => {
  expect(activations(Array.from({ length: 50 }, (_, i) => i * 0.3))).toEqual([0]);
});

it('equal times and times that run backwards are sorted out', () => {
  expect(activations([120, 0, 60, 60, 60])).toEqual([0, 60, 120]);
  expect(activations([5, 5, 5])).toEqual([5]);
});

it('no event and one event stay what they are', () => {
  expect(activations([])).toEqual([]);
  expect(activations([7])).toEqual([7]);
});

it('activations of several events are told from single ones, equal times are one', () => {
  expect(activations([0, 60, 60, 120, 120.4, 180, 240, 241, 242, 300])).toEqual([0, 60, 120, 180, 240, 300]);
  expect([...joined.subarray(0, 6)]).toEqual([0, 0, 1, 0, 1, 0]);
  expect(activations([0, 60, 120, 180, 240, 300])).toHaveLength(6);
  expect([...joined.subarray(0, 6)]).toEqual([0, 0, 0, 0, 0, 0]);
});
