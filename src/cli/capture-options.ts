// What `analyze`, `explain` and `assure check` are told in common: captures, and settings from options, environment and file, checked.

import type { AnalyzeOptions } from '../run/config.ts';
import { SETTING_KEYS, type SettingKey, settingOf } from '../run/config-settings.ts';
import type { Session } from './session.ts';
import { type Arguments, positionals, singleText } from './typed-arguments.ts';

/** Says on stderr what the configuration holds that has no effect. Throws UserError. */
export async function captureOptions(args: Arguments, session: Session): Promise<AnalyzeOptions> {
  const [{ resolveConfig }, { analyzeOptions }, { visibleText }] = await Promise.all([
    import('../run/config-sources.ts'),
    import('../run/config.ts'),
    import('../report/safe-text.ts'),
  ]);
  const { environment, folder } = session.process;
  const file = singleText(args, 'config');
  const { settings, warnings } = await resolveConfig({ options: typedSettings(args), environment, file, folder });
  const { quiet, verbose } = session.options;
  const interfaceName = singleText(args, 'interface');
  const options = analyzeOptions({ captures: positionals(args, 'captures'), interfaceName, quiet, verbose }, settings);
  if (!quiet) for (const warning of warnings) session.io.stderr.write(`cipherscope: ${visibleText(warning)}\n`);
  return options;
}

export function typedSettings(args: Arguments): Partial<Record<SettingKey, unknown>> {
  const typed: Partial<Record<SettingKey, unknown>> = {};
  for (const key of SETTING_KEYS) {
    const { option, kind } = settingOf(key);
    typed[key] = kind === 'text' || kind === 'integer' ? singleText(args, option) : args[option];
  }
  return typed;
}
