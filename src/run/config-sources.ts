// Where settings come from, and which wins: options over CIPHERSCOPE_* variables over cipherscope.json over defaults.
// Every value keeps its origin; every fault names it. One UserError lists all faults.

import { readFileSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { closestWord } from './closest-word.ts';
import type { Settings } from './config-schema.ts';
import { SETTING_KEYS, type SettingKey, settingOf, variableOf } from './config-settings.ts';

export interface ConfigSources {
  /** Values of options as they were typed; absent means not given. */
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
  const layers = [defaultLayer(), fileLayer(sources), variableLayer(sources.environment), optionLayer(sources.options)];
  const settings: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  const faults: string[] = [];
  for (const layer of layers) {
    if (layer === undefined) continue;
    faults.push(...(await faultsOf(layer)));
    for (const [key, value] of Object.entries(layer.values)) {
      settings[key] = value;
      origins[key] = layer.originOf(key as SettingKey);
    }
  }
  if (faults.length > 0) throw new UserError(faults.join('\n'));
  for (const key of SETTING_KEYS) origins[key] ??= 'default';
  return {
    settings: settings as Settings,
    origins: origins as Record<SettingKey, string>,
    warnings: unknownVariables(sources.environment),
  };
}

/** Checks one file by itself; how many settings it makes. */
export async function checkConfigFile(path: string): Promise<number> {
  const layer = readLayer(path);
  const faults = await faultsOf(layer);
  if (faults.length > 0) throw new UserError(faults.join('\n'));
  return Object.keys(layer.values).length;
}

/** The file that would be read, if any. */
export function configFileOf(sources: Pick<ConfigSources, 'environment' | 'file' | 'folder'>): string | undefined {
  return sources.file ?? sources.environment['CIPHERSCOPE_CONFIG'];
}

interface Layer {
  readonly values: Record<string, unknown>;
  originOf(key: SettingKey): string;
}

function defaultLayer(): Layer {
  const rows = SETTING_KEYS.map((key) => [key, settingOf(key).default] as const);
  return { values: Object.fromEntries(rows.filter(([, value]) => value !== undefined)), originOf: () => 'default' };
}

function fileLayer(sources: ConfigSources): Layer | undefined {
  const named = configFileOf(sources);
  if (named !== undefined) return readLayer(resolve(sources.folder, named), named);
  try {
    return readLayer(resolve(sources.folder, CONFIG_FILE), CONFIG_FILE);
  } catch (error) {
    if (error instanceof MissingConfig) return undefined;
    throw error;
  }
}
