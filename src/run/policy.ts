// The user's word on apps, read before the capture: allowlist, catalogue and parameters of the analytics. A fault names file, place and remedy.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { z } from 'zod';
import { UserError } from '../base/user-error.ts';
import type { AllowRule } from '../models/allowlist.ts';
import type { ParameterSettings } from '../models/analytic-parameters.ts';
import type { Catalogue } from '../models/expectation.ts';
import { boundedCheck } from './bounded-check.ts';
import { parseFileJson } from './file-text.ts';
import { faultWords } from './schema-fault.ts';

export interface PolicyFile<T> {
  /** Base name. */
  readonly file: string;
  readonly sha256: string;
  readonly value: T;
}

export interface Policy {
  readonly allowlist: PolicyFile<{ readonly rules: readonly AllowRule[] }> | undefined;
  readonly catalogue: PolicyFile<Catalogue> | undefined;
  readonly parameters: PolicyFile<ParameterSettings> | undefined;
}

export type PolicyPaths = { readonly [Kind in keyof Policy]: string | undefined };

export async function readPolicy(paths: PolicyPaths): Promise<Policy> {
  return {
    allowlist: await readOne('allowlist', paths.allowlist),
    catalogue: await readOne('catalogue', paths.catalogue),
    parameters: await readOne('parameters', paths.parameters),
  };
}

/** Faults of one file that are listed; a file of a wrong kind has one a line. */
const MAX_FAULTS = 8;
/** Of a fault; it may name what stands in the file, which may be of any length. */
const MAX_FAULT_CHARACTERS = 300;

async function readOne<T>(kind: keyof Policy, path: string | undefined): Promise<PolicyFile<T> | undefined> {
  if (path === undefined) return undefined;
  const bytes = readBytes(kind, path);
  let value: unknown;
  try {
    value = parseFileJson(bytes);
  } catch (error) {
    throw new UserError(`--${kind} ${path}: not JSON: ${(error as Error).message}.`);
  }
  const { POLICY_SCHEMAS } = await import('./policy-schema.ts');
  const checked = boundedCheck(POLICY_SCHEMAS[kind] as z.ZodType<unknown>, value);
  if (!checked.ok) {
    const faults = checked.issues
      .slice(0, MAX_FAULTS)
      .map((issue) => shortened(`${placeOf(issue.path)}: ${faultWords(issue, POLICY_SCHEMAS[kind])}`));
    const left = checked.issues.length - faults.length;
    const rest = checked.isCut ? '; what follows was not checked' : '';
    const more = left > 0 ? `\nand ${left} more${rest}` : rest === '' ? '' : '\nWhat follows was not checked.';
    throw new UserError(`--${kind} ${path}: ${faults.join('\n')}${more}\nschema/starter/${kind}.json shows the form.`);
  }
  return { file: basename(path), sha256: createHash('sha256').update(bytes).digest('hex'), value: checked.value as T };
}

function readBytes(kind: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`--${kind} ${path}: ${code === 'ENOENT' ? 'no such file' : `cannot be read (${code})`}.`);
  }
}

function shortened(fault: string): string {
  return fault.length <= MAX_FAULT_CHARACTERS ? fault : `${fault.slice(0, MAX_FAULT_CHARACTERS - 1)}…`;
}

/** `rules[2].destination[0]`. */
function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return place === '' ? 'the file' : place.replace(/^\./, '');
}
