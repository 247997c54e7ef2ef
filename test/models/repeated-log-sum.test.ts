import { expect, it } from 'vitest';
import { LogSum } from '../../src/models/log-sum.ts';
import { RepeatedLogSum } from '../../src/models/repeated-log-sum.ts';

/** By number; the largest comes in between, the last adds nothing. */
const VALUES = [-3.2, 1.7, -0.4, 9.1, 2.3, -7];
const NUMBERS = [0, 1, 0, 2, 1, 4, 4, 0, 3, 1, 4, 5, 2, 3, 0, 1, 4];

it('is the plain sum to the last bit', () => {
  const plain = new LogSum();
  const repeated = new RepeatedLogSum(VALUES.length, 1 / 72);
  repeated.clear(VALUES.length);
  for (const at of NUMBERS) {
    plain.add(VALUES[at], 1 / 72);
    repeated.add(at, VALUES[at]);
    expect(repeated.value()).toBe(plain.value());
  }
});

it('forgets the values when it is cleared', () => {
  const repeated = new RepeatedLogSum(2, 1);
  repeated.clear(2);
  repeated.add(0, 5);
  repeated.add(1, 4);
  repeated.clear(2);
  expect(repeated.value()).toBe(Number.NEGATIVE_INFINITY);
  repeated.add(0, 5);
  repeated.add(1, 3);
  repeated.add(1, Number.NEGATIVE_INFINITY);
  expect(repeated.value()).toBeCloseTo(5 + Math.log(1 + Math.exp(-2)), 12);
});
