import { expect, it } from 'vitest';
import { z } from 'zod';
import { faultWords } from '../../src/run/schema-fault.ts';

const schema = z.strictObject({
  rules: z.array(z.strictObject({ id: z.string(), port: z.int().min(1).optional(), tags: z.array(z.string()) })),
  apps: z.record(z.string(), z.strictObject({ purpose: z.string() })).optional(),
  mode: z.enum(['a', 'b']).optional(),
});

function words(value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${faultWords(issue, schema)}`);
}

it('a key that is missing, of another type or mistyped is told in plain words', () => {
  expect(words({ rules: [{ tags: 'x', prot: 1 }] })).toEqual([
    'rules.0.id: is missing',
    'rules.0.tags: expects a list, not a text',
    'rules.0: there is no key "prot"; did you mean port?',
  ]);
  expect(words([])).toEqual([': expects an object, not a list']);
  expect(words({ rules: [{ id: 1, tags: [true] }] })).toEqual([
    'rules.0.id: expects a text, not a number',
    'rules.0.tags.0: expects a text, not true or false',
  ]);
  expect(words({ rules: [], apps: { x: { purpos: '' } } })).toContain(
    'apps.x: there is no key "purpos"; did you mean purpose?',
  );
  expect(words({ rules: [], zzzzzzzz: 1 })).toEqual([': there is no key "zzzzzzzz"']);
});

it('what has words of its own keeps them', () => {
  expect(words({ rules: [{ id: '', tags: [], port: 0 }], mode: 'c' }).join()).toMatch(
    /expected number to be >=1|Too small/,
  );
});
