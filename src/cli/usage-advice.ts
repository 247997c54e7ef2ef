// Turns what yargs says about a wrong command line into what to type instead.

import { closestWord } from '../run/closest-word.ts';
import { SETTING_KEYS, settingOf } from '../run/config-settings.ts';

/** The commands and, for the advice, the options of each beside those that every command has. */
export const COMMAND_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  analyze: ['interface', 'config', ...SETTING_KEYS.map((key) => settingOf(key).option)],
  config: ['config'],
  doctor: [],
};

const SHARED_OPTIONS = ['quiet', 'verbose', 'color', 'help', 'version'];

export function explainUsage(message: string, argv: readonly string[]): string {
  const command = argv.find((argument) => argument in COMMAND_OPTIONS);
  const unknown = /^Unknown arguments?: (.+)$/s.exec(message)?.[1]?.split(', ');
  const missing = /^Not enough arguments following: (.+)$/.exec(message)?.[1];
  let advice = message;
  if (unknown !== undefined) advice = unknown.map((word) => explainWord(word, argv, command)).join('\n');
  if (missing !== undefined) advice = `${dashed(missing)} needs a value after it.`;
  return `${advice}\nSee ${['cipherscope', command, '--help'].filter((word) => word !== undefined).join(' ')}`;
}

function explainWord(word: string, argv: readonly string[], command: string | undefined): string {
  const typedAsOption = argv.some(
    (argument) => argument.startsWith('-') && argument.replace(/^-+/, '').startsWith(word),
  );
  if (!typedAsOption) return command === undefined ? explainCommand(word) : `Nothing expects ${JSON.stringify(word)}.`;
  if (word === 'r' || word === 'read') return 'Captures are named without an option: cipherscope analyze FILE';
  const near = closestWord(word, [...(COMMAND_OPTIONS[command ?? ''] ?? []), ...SHARED_OPTIONS]);
  return `There is no option ${dashed(word)}${near === undefined || word.length === 1 ? '.' : `; did you mean --${near}?`}`;
}

function explainCommand(word: string): string {
  const near = closestWord(word, Object.keys(COMMAND_OPTIONS));
  if (near !== undefined) return `There is no command ${JSON.stringify(word)}; did you mean ${near}?`;
  return `There is no command ${JSON.stringify(word)}. To analyse a capture: cipherscope analyze FILE`;
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
