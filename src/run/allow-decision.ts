// A decision made in the viewer becomes a rule in the allowlist file: checked by the file's own schema, added at the end, written by rename.
// The file keeps what it had; one that is not there is begun.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { UserError } from '../base/user-error.ts';
import type { AllowRule } from '../models/allowlist.ts';
import { outputError } from '../report/output-error.ts';
import { parseFileJson } from './file-text.ts';

/** Fields of the form, all texts. */
export type Decision = Readonly<Record<string, unknown>>;

interface AllowlistFile {
  $schema?: string;
  rules: AllowRule[];
}

/** Returns the id of the new rule. */
export async function addAllowRule(path: string, decision: Decision): Promise<string> {
  const { allowlistSchema } = await import('./policy-schema.ts');
  const file = readAllowlist(path);
  const rule = ruleOf(decision, new Set(file.rules.map(({ id }) => id)));
  const checked = allowlistSchema.safeParse({ ...file, rules: [...file.rules, rule] });
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new UserError(
      `The rule was not written: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not valid'}.`,
    );
  }
  const staged = `${path}.${process.pid}.new`;
  try {
    writeFileSync(staged, `${JSON.stringify({ ...file, rules: [...file.rules, rule] }, undefined, 2)}\n`, {
      flag: 'wx',
    });
    renameSync(staged, path);
  } catch (error) {
    rmSync(staged, { force: true });
    throw outputError(error, path, { noun: 'file', option: '--allowlist' });
  }
  return rule.id;
}

function readAllowlist(path: string): AllowlistFile {
  if (!existsSync(path)) return { rules: [] };
  try {
    const value = parseFileJson(readFileSync(path)) as Partial<AllowlistFile> | null;
    if (!Array.isArray(value?.rules)) throw new Error('it has no list of rules');
    return value as AllowlistFile;
  } catch (error) {
    throw new UserError(`${path} is no allowlist: ${(error as Error).message}. Nothing was written.`);
  }
}

/** What the rule names is what was seen: another port, transport or class of the same app still shows. */
function ruleOf(decision: Decision, taken: ReadonlySet<string>): AllowRule {
  const text = (key: string): string | undefined => {
    const value = decision[key];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const scope = text('scope') ?? 'both';
  const packageName = scope === 'destination' ? undefined : text('package');
  const host = scope === 'package' ? undefined : text('host');
  const encryption = text('class');
  const behaviour = {
    ...(encryption === undefined ? {} : { class: [encryption] }),
    ...(host === undefined || text('transport') === undefined ? {} : { transport: [text('transport') as string] }),
    ...(host === undefined || text('port') === undefined ? {} : { port: [Number(text('port'))] }),
  };
  return {
    id: freeId([packageName, host].filter((part) => part !== undefined).join(' to '), taken),
    ...(packageName === undefined ? {} : { package: packageName }),
    ...(host === undefined ? {} : { destination: [host] }),
    ...(Object.keys(behaviour).length === 0 ? {} : { behaviour }),
    reason: text('reason') ?? '',
    owner: text('owner') ?? '',
    expires: text('expires') ?? '',
  };
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let i = 2; taken.has(id); i += 1) id = `${wanted} (${i})`;
  return id;
}
