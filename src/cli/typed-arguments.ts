// Reading what yargs parsed: it types every argument as unknown, and a repeated option as a list.

import type { Options } from 'yargs';
import { UserError } from '../base/user-error.ts';
import type { Session } from './session.ts';

export const CONFIG_OPTION = {
  alias: 'c',
  type: 'string',
  nargs: 1,
  group: 'Input:',
  describe: 'Configuration file; by default cipherscope.json in the working folder, where there is one',
} as const satisfies Options;

export const ALLOWLIST_OPTION = {
  type: 'string',
  nargs: 1,
  group: 'Judgement:',
  describe: 'Rules that hold now (JSON); by default those of the configuration',
} as const satisfies Options;

/** Of the option, else of the variable or the configuration file. */
export async function allowlistPath(args: Arguments, { process }: Session): Promise<string | undefined> {
  const { resolveConfig } = await import('../run/config-sources.ts');
  const { environment, folder } = process;
  const options = { allowlist: singleText(args, 'allowlist') };
  const { settings } = await resolveConfig({ options, environment, file: singleText(args, 'config'), folder });
  return settings.allowlist;
}

/** yargs drops a lone `-` among positionals; this path means the same. */
export const STDIN_PATH = '/dev/stdin';

export type Arguments = Readonly<Record<string, unknown>>;

export function singleText(args: Arguments, option: string): string | undefined {
  const value = args[option];
  if (Array.isArray(value)) throw new UserError(`--${option} was given more than once.`);
  return value === undefined ? undefined : String(value);
}

/** The values of an option that may be repeated. */
export function severalTexts(args: Arguments, option: string): string[] {
  const value = args[option];
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);
}

/** The positionals called `name`, and those after a `--`. */
export function positionals(args: Arguments, name: string): string[] {
  const commands = 1;
  // yargs makes a list of one undefined where none was given.
  const named = ((args[name] ?? []) as unknown[]).filter((value) => value !== undefined);
  const afterDashes = ((args['_'] ?? []) as unknown[]).slice(commands);
  return [...named, ...afterDashes].map((value) => (value === STDIN_PATH ? '-' : String(value)));
}
