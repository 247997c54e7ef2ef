import { expect, it } from 'vitest';
import { z } from 'zod';
import { boundedCheck } from '../../src/run/bounded-check.ts';

const schema = z
  .strictObject({
    kinds: z.record(z.string(), z.strictObject({})),
    rules: z.array(z.strictObject({ id: z.string(), kind: z.string(), places: z.array(z.string()).min(1).optional() })),
  })
  .refine(({ kinds, rules }) => rules.every(({ kind }) => kind in kinds), 'names a kind that is not there')
  .refine(({ rules }) => new Set(rules.map(({ id }) => id)).size === rules.length, 'repeats an id');

const kinds = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, {}]));
const rulesOf = (length: number, change: (i: number) => object = () => ({})) => ({
  kinds,
  rules: Array.from({ length }, (_, i) => ({ id: `r${i}`, kind: `k${i % 1000}`, places: ['a'], ...change(i) })),
});
const faultsOf = (value: unknown) => {
  const checked = boundedCheck(schema, value);
  return checked.ok ? undefined : { issues: checked.issues, isCut: checked.isCut };
};

it.each([0, 1, 255, 256, 257, 5000, 40_000])('%i good elements hold, as they are', (length) => {
  const value = rulesOf(length);
  expect(boundedCheck(schema, value)).toEqual({ ok: true, value });
});

it('of many faults the first are told, each with its place', () => {
  const faults = faultsOf(rulesOf(5000, (i) => (i >= 3000 ? { id: i } : {})));
  expect(faults?.isCut).toBe(true);
  expect(faults?.issues.length).toBeLessThanOrEqual(256);
  expect(faults?.issues[0]).toMatchObject({ path: ['rules', 3000, 'id'], code: 'invalid_type' });
  expect(faultsOf(rulesOf(5000, (i) => (i === 4999 ? { id: i } : {})))).toMatchObject({
    isCut: false,
    issues: [{ path: ['rules', 4999, 'id'] }],
  });
});

it('a long list in an element is a list like others', () => {
  const places = Array.from({ length: 3000 }, (_, i) => (i === 2900 ? 7 : 'a'));
  expect(faultsOf(rulesOf(700, (i) => (i === 650 ? { places } : {})))).toMatchObject({
    issues: [{ path: ['rules', 650, 'places', 2900] }],
  });
});

it('what elements have to do with each other is checked over all of them', () => {
  expect(faultsOf(rulesOf(5000, (i) => (i === 4999 ? { id: 'r0' } : {})))).toMatchObject({
    issues: [{ message: 'repeats an id' }],
  });
});
