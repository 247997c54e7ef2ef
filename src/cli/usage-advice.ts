// Turns what yargs says about a wrong command line into what to type instead.

import { closestWord } from '../run/closest-word.ts';
import { SETTING_KEYS, settingOf } from '../run/config-settings.ts';
import { WRITES_NOTHING } from './explain.ts';

/** `argv` tells an unknown option from an unknown word: yargs' message does not. */
export function explainUsage(message: string, argv: readonly string[]): string {
  const command = argv.find((argument) => Object.hasOwn(KNOWN, argument));
  const unknown = /^Unknown arguments?: (.+)$/s.exec(message)?.[1]?.split(', ');
  const valueless = /^Not enough arguments following: (.+)$/.exec(message)?.[1];
  let advice = message;
  // One mistake at a time: after an unknown command all that follows is unknown too.
  if (unknown !== undefined) advice = explainWord(unknown[0] ?? '', argv, command);
  if (valueless !== undefined) advice = `${dashed(valueless)} needs a value after it.`;
  let place = command;
  if (command !== undefined && message.startsWith('Not enough non-option arguments')) {
    const word = argv.find((argument) => KNOWN[command]?.words.includes(argument));
    place = word === undefined ? command : `${command} ${word}`;
    advice = `Something is missing after "${place}".`;
  }
  return `${advice}\nSee cipherscope ${place === undefined || place === 'completion' ? '' : `${place} `}--help`;
}

interface KnownWords {
  readonly words: readonly string[];
  readonly options: readonly string[];
}

/** Settings of commands that analyse and write nothing. */
const READING_OPTIONS = SETTING_KEYS.filter((key) => !WRITES_NOTHING.includes(key)).map((key) => settingOf(key).option);

const KNOWN: Readonly<Record<string, KnownWords>> = {
  analyze: { words: [], options: ['interface', 'config', ...SETTING_KEYS.map((key) => settingOf(key).option)] },
  explain: {
    words: [],
    options: ['pcap', 'config', ...READING_OPTIONS],
  },
  report: { words: [], options: ['format', 'output', 'approved', 'allowlist', 'config'] },
  view: { words: [], options: ['allowlist', 'port', 'config'] },
  check: { words: [], options: ['config', 'expect', 'telemetry', 'require-areas', 'junit', 'sarif'] },
  collect: {
    words: [],
    options: ['adb', 'local', 'app', 'output', 'serial', 'adb-program', 'interval', 'duration', 'dry-run', 'verify'],
  },
  assure: { words: ['act', 'check'], options: ['to', 'rounds', 'every', 'config', ...READING_OPTIONS] },
  batch: {
    words: [],
    options: ['config', 'lake', 'manifest', 'device', 'jobs', 'timeout', 'memory-mb', 'watch'],
  },
  baseline: {
    words: ['build', 'show', 'diff', 'check', 'suggest', 'assert'],
    options: ['lake', 'from', 'to', 'by-build', 'owner', 'reason'],
  },
  lake: {
    words: ['show', 'hold', 'prune', 'report', 'evidence', 'verify', 'query'],
    options: ['lake', 'finding', 'capture', 'reason', 'older-than', 'dry-run', 'output', 'key', 'hide-apps'],
  },
  config: { words: ['show', 'check'], options: ['config'] },
  doctor: { words: [], options: [] },
  completion: { words: [], options: [] },
};

/** What hands type that know tcpdump, tshark, Zeek or Suricata. */
const HABITS: Readonly<Record<string, string>> = {
  r: 'Captures are named without an option: cipherscope analyze FILE',
  read: 'Captures are named without an option: cipherscope analyze FILE',
  f: "There is no packet filter of its own: tcpdump -r FILE -w - 'FILTER' | cipherscope analyze -",
  filter: "There is no packet filter of its own: tcpdump -r FILE -w - 'FILTER' | cipherscope analyze -",
  w: 'Records and report go to a folder: -o FOLDER',
};

const SHARED_OPTIONS = ['quiet', 'verbose', 'color', 'help', 'version'];

function explainWord(word: string, argv: readonly string[], command: string | undefined): string {
  const { words, options } = KNOWN[command ?? ''] ?? { words: Object.keys(KNOWN), options: [] };
  const isOption = argv.some((argument) => argument.startsWith('-') && argument.replace(/^-+/, '').startsWith(word));
  if (!isOption) return unknownWord(word, words, command);
  if (Object.hasOwn(HABITS, word)) return HABITS[word] as string;
  const near = word.length === 1 ? undefined : closestWord(word, [...options, ...SHARED_OPTIONS]);
  return `There is no option ${dashed(word)}${near === undefined ? '.' : `; did you mean --${near}?`}`;
}

function unknownWord(word: string, words: readonly string[], command: string | undefined): string {
  const shown = JSON.stringify(word);
  if (command === 'completion') {
    return 'completion prints the script for the shell that $SHELL names: SHELL=/bin/zsh cipherscope completion';
  }
  const near = closestWord(word, words);
  if (near !== undefined) return `There is no command ${shown}; did you mean ${near}?`;
  if (command !== undefined) return `${command} does not know what to do with ${shown}.`;
  return `There is no command ${shown}. To analyse a capture: cipherscope analyze FILE`;
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
