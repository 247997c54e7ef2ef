// `cipherscope analyze`: one capture, its logs, one result. Its options are the rows of the settings table.

import type { Argv, CommandModule, Options } from 'yargs';
import { SETTING_KEYS, type SettingDescription, type SettingKey, settingOf } from '../run/config-settings.ts';
import { captureOptions } from './capture-options.ts';
import type { Session, Task } from './session.ts';
import { type Arguments, CONFIG_OPTION } from './typed-arguments.ts';

export function analyzeCommand(begin: (task: Task) => void): CommandModule {
  return {
    command: 'analyze [captures..]',
    describe: 'Analyse captures, with device logs where there are any',
    builder: (parser) =>
      addSettings(
        parser
          .usage('$0 analyze FILE|FOLDER|-… [-t LOG|FOLDER…] [-o FOLDER]')
          .positional('captures', {
            type: 'string',
            array: true,
            default: undefined,
            describe: 'Pieces of one capture: files, a folder, or - for stdin',
          })
          .option('interface', {
            alias: 'i',
            type: 'string',
            nargs: 1,
            group: 'Input:',
            describe: 'Capture from this network interface until Ctrl-C',
          })
          .option('config', CONFIG_OPTION),
      ).epilogue(EXIT_CODES),
    handler: (args) => begin((session) => analyze(args, session)),
  };
}

const EXIT_CODES = `Exit codes: 0 done, 1 findings (--fail-on), 2 usage or configuration, 3 done in part (damaged input), \
4 coverage (--require-areas), 65 not a capture, 66 no such input, 70 internal error, 74 I/O error, 130 interrupted.`;

/** `except`: settings that would do nothing in the command; `words`: what a setting does there, where that is something else. */
export function addSettings(
  parser: Argv,
  except: readonly SettingKey[] = [],
  words: Partial<Record<SettingKey, string>> = {},
): Argv {
  const keys = SETTING_KEYS.filter((key) => !except.includes(key));
  return keys.reduce((known, key) => {
    const setting = settingOf(key);
    return known.option(setting.option, optionOf({ ...setting, summary: words[key] ?? setting.summary }));
  }, parser);
}

function optionOf({ kind, group, summary, alias, default: value }: SettingDescription): Options {
  const common = {
    group: `${group}:`,
    describe: summary,
    ...(alias === undefined ? {} : { alias }),
    // Shown, not set: a default that yargs filled in would override the file.
    ...(typeof value === 'number' ? { defaultDescription: String(value) } : {}),
  };
  if (kind === 'switch') return { ...common, type: 'boolean' };
  // Numbers stay texts here: the schema that checks the file and the environment checks them too.
  return { ...common, type: 'string', nargs: 1, ...(kind === 'texts' ? { array: true } : {}) };
}

async function analyze(args: Arguments, session: Session): Promise<number> {
  const options = await captureOptions(args, session);
  const { runAnalyze } = await import('../run/analyze-command.ts');
  return runAnalyze(options, session.io);
}
