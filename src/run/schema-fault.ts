// What a schema (zod) found wrong with a file that a person wrote, in words for that person: a missing key, another type, a slip of the finger.

import type { z } from 'zod';
import { closestWord } from './closest-word.ts';

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

/** Of those that are unknown in one place. */
const KEYS_NAMED = 8;

/** Continues a sentence that begins with the place of the fault. */
export function faultWords(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys
      .slice(0, KEYS_NAMED)
      .map((key) => unknownKey(key, known))
      .join('; ');
  }
  if (issue.code !== 'invalid_type') return issue.message;
  const received = /received (\w+)$/.exec(issue.message)?.[1];
  if (received === 'undefined') return 'is missing';
  const expected = TYPES[issue.expected];
  if (expected === undefined || received === undefined) return issue.message;
  return `expects ${expected}, not ${TYPES[received] ?? received}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = closestWord(key, known);
  return `there is no key ${JSON.stringify(key)}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

type Schema = z.core.$ZodType & {
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly valueType?: Schema;
  unwrap?(): Schema;
};

/** The keys that an object at this place may have; empty where the schema has none there. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: Schema | undefined = bare(schema as unknown as Schema);
  for (const step of path) at = bare(at?.shape?.[String(step)] ?? at?.element ?? at?.valueType);
  return Object.keys(at?.shape ?? {});
}

/** Without what makes it optional or gives it a default. */
function bare(schema: Schema | undefined): Schema | undefined {
  let at = schema;
  while (
    at !== undefined &&
    at.shape === undefined &&
    at.element === undefined &&
    at.valueType === undefined &&
    at.unwrap !== undefined
  )
    at = at.unwrap();
  return at;
}
