// Where settings come from, and which wins: options over CIPHERSCOPE_* variables over cipherscope.json over defaults.
// Every value keeps its origin, every fault names it, and one UserError lists all faults.

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { closestWord } from './closest-word.ts';
import type { Settings } from './config-schema.ts';
import { SETTING_KEYS, type SettingKey, settingOf, variableOf } from './config-settings.ts';
import { parseFileJson } from './file-text.ts';

export interface ConfigSources {
  /** Values of options as they were typed; undefined means not given. */
  readonly options: Readonly<Partial<Record<SettingKey, unknown>>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The file of `-c`; undefined: CIPHERSCOPE_CONFIG, else cipherscope.json in `folder`, where there is one. */
  readonly file: string | undefined;
  readonly folder: string;
}

export interface ResolvedConfig {
  readonly settings: Settings;
  /** 'default', the variable, the file, or the option; for every key. */
  readonly origins: Readonly<Record<SettingKey, string>>;
  /** What looks like a slip but does no harm. */
  readonly warnings: readonly string[];
}

export const CONFIG_FILE = 'cipherscope.json';

export async function resolveConfig(sources: ConfigSources): Promise<ResolvedConfig> {
  const given = [fileLayer(sources), variableLayer(sources.environment), optionLayer(sources.options)];
  const settings: Record<string, unknown> = {};
  const origins = Object.fromEntries(SETTING_KEYS.map((key) => [key, 'default'])) as Record<SettingKey, string>;
  await refuseFaults(given);
  for (const { values, originOf } of [defaultLayer(), ...given]) {
    for (const key of SETTING_KEYS) {
      if (values[key] === undefined) continue;
      settings[key] = values[key];
      origins[key] = originOf(key);
    }
  }
  return { settings: settings as Settings, origins, warnings: slipsInEnvironment(sources.environment) };
}

/** Checks one file by itself; says how many settings it makes. `shownAs` names it in messages. */
export async function checkConfigFile(path: string, shownAs: string): Promise<number> {
  const layer = readConfigFile(path, shownAs);
  await refuseFaults([layer]);
  return SETTING_KEYS.filter((key) => layer.values[key] !== undefined).length;
}

/** Settings that a program gives: checked as those of a file are, and put over the defaults. */
export async function checkedSettings(given: Settings, shownAs: string): Promise<Settings> {
  const values = withoutUndefined(given);
  await refuseFaults([{ values, originOf: () => shownAs }]);
  return { ...defaultLayer().values, ...values };
}

interface Layer {
  readonly values: Readonly<Record<string, unknown>>;
  readonly originOf: (key: string) => string;
}

function defaultLayer(): Layer {
  const values = Object.fromEntries(SETTING_KEYS.map((key) => [key, settingOf(key).default]));
  return { values: withoutUndefined(values), originOf: () => 'default' };
}

function fileLayer({ environment, file, folder }: ConfigSources): Layer {
  const named = file ?? environment['CIPHERSCOPE_CONFIG'];
  if (named !== undefined) return readConfigFile(resolve(folder, named), named);
  const usual = resolve(folder, CONFIG_FILE);
  return existsSync(usual) ? readConfigFile(usual, CONFIG_FILE) : { values: {}, originOf: () => CONFIG_FILE };
}

function variableLayer(environment: ConfigSources['environment']): Layer {
  const values = Object.fromEntries(SETTING_KEYS.map((key) => [key, readTexts(key, environment[variableOf(key)])]));
  return { values: withoutUndefined(values), originOf: (key) => variableOf(key as SettingKey) };
}

function optionLayer(options: ConfigSources['options']): Layer {
  const values = Object.fromEntries(SETTING_KEYS.map((key) => [key, readTexts(key, options[key], 'comma')]));
  return { values: withoutUndefined(values), originOf: (key) => `--${settingOf(key as SettingKey).option}` };
}

/** Turns what was typed into the type the setting has; a text that does not fit stays one, for the schema to refuse. */
function readTexts(key: SettingKey, typed: unknown, only?: 'comma'): unknown {
  const { kind, separator } = settingOf(key);
  if (typed === undefined) return undefined;
  if (kind === 'texts') {
    const split = only !== undefined && separator !== only ? undefined : separator;
    const texts = (Array.isArray(typed) ? typed : [typed]).map(String);
    if (split === undefined) return texts;
    const pattern = split === 'comma' ? ',' : delimiter;
    return texts.flatMap((text) => text.split(pattern).map((part) => part.trim())).filter((part) => part !== '');
  }
  if (kind === 'integer' && typeof typed === 'string' && /^-?\d{1,15}$/.test(typed)) return Number(typed);
  if (kind === 'switch' && typeof typed === 'string') return SWITCH_WORDS[typed.toLowerCase()] ?? typed;
  return typed;
}

const SWITCH_WORDS: Readonly<Record<string, boolean>> = { '1': true, true: true, '0': false, false: false };

function readConfigFile(path: string, shownAs: string): Layer {
  const values = parseObject(readBytes(path, shownAs), shownAs);
  // Paths in the file are meant from where the file stands, not from where the command was typed.
  const fromFile = (value: unknown) =>
    typeof value === 'string' && !isAbsolute(value) ? join(dirname(shownAs), value) : value;
  for (const key of SETTING_KEYS) {
    const value = values[key];
    if (value === undefined || settingOf(key).isPath !== true) continue;
    values[key] = Array.isArray(value) ? value.map(fromFile) : fromFile(value);
  }
  return { values, originOf: () => shownAs };
}

function readBytes(path: string, shownAs: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new UserError(`${shownAs}: cannot be read (${code}). Check its permissions.`);
    throw new UserError(
      `${shownAs}: no such file. Without one, options, variables and defaults hold: cipherscope config show.`,
    );
  }
}

function parseObject(bytes: Buffer, shownAs: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseFileJson(bytes);
  } catch (error) {
    throw new UserError(`${shownAs}: not JSON: ${(error as Error).message}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError(`${shownAs}: expects a JSON object with one key a setting.`);
  }
  return value as Record<string, unknown>;
}

async function refuseFaults(layers: readonly Layer[]): Promise<void> {
  const filled = layers.filter(({ values }) => Object.keys(values).length > 0);
  // Most runs set nothing, and the schema takes longer to load than a small capture to read.
  if (filled.length === 0) return;
  const { settingsSchema } = await import('./config-schema.ts');
  const faults = filled.flatMap(({ values, originOf }) => {
    const { error } = settingsSchema.safeParse(values);
    return (error?.issues ?? []).flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, originOf(key)));
      const key = String(issue.path[0] ?? '');
      const value = values[key];
      // Of a list of one, the one that is wrong was all that was typed.
      const typed = issue.path.length > 1 && Array.isArray(value) && value.length === 1 ? value[0] : value;
      return [`${subjectOf(key, originOf(key))} expects ${expectationOf(key)}, not ${shown(typed)}.`];
    });
  });
  // A list with three wrong entries is one fault.
  if (faults.length > 0) throw new UserError([...new Set(faults)].join('\n'));
}

function unknownKey(key: string, origin: string): string {
  const near = closestWord(key, SETTING_KEYS);
  return `${origin}: there is no setting ${shown(key)}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

/** An option or a variable says what it sets; a file does not. */
function subjectOf(key: string, origin: string): string {
  return /^(--|CIPHERSCOPE_)/.test(origin) ? origin : `${origin}: ${key}`;
}

function expectationOf(key: string): string {
  return (SETTING_KEYS as readonly string[]).includes(key) ? settingOf(key as SettingKey).expects : 'a text';
}

/** A value in a message: as JSON, so that control characters stay harmless, and short. */
function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}

function slipsInEnvironment(environment: ConfigSources['environment']): string[] {
  const known = [...SETTING_KEYS.map(variableOf), 'CIPHERSCOPE_CONFIG'];
  // Compared without the prefix, which would make all of them look alike.
  const suffix = (name: string) => name.slice('CIPHERSCOPE_'.length);
  const unknown = Object.keys(environment).filter((name) => name.startsWith('CIPHERSCOPE_') && !known.includes(name));
  return unknown.sort().flatMap((name) => {
    const near = closestWord(suffix(name), known.map(suffix));
    return near === undefined
      ? []
      : [`${name} is not a variable this program reads; did you mean CIPHERSCOPE_${near}?`];
  });
}

function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
