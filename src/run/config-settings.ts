// Every setting of an analysis, once: its key in cipherscope.json, its option, its default, and what it expects.
// The command line, the environment, the schema and `config show` are all derived from this table. Light: `--help` loads it.

import { FORMAT_CHOICES } from '../report/format-names.ts';

export interface SettingDescription {
  /** The option without dashes; the variable is CIPHERSCOPE_ and the key in capitals. */
  readonly option: string;
  readonly alias?: string;
  readonly kind: 'text' | 'texts' | 'integer' | 'switch';
  /** Texts are paths: in a file they are meant from where the file stands. */
  readonly isPath?: true;
  /** How one text of option or variable names several values; options may be repeated in any case. */
  readonly separator?: 'comma' | 'path';
  readonly default?: string | number | boolean | readonly string[];
  /** The sentence in `--help`. */
  readonly summary: string;
  /** Ends the sentence "max_flows expects …". */
  readonly expects: string;
  readonly group: 'Input' | 'Attribution' | 'Judgement' | 'Output' | 'Limits';
  /** True when the setting can change a record; those alone are written to the manifest. */
  readonly shapesRecords: boolean;
}

export const SETTINGS = {
  telemetry: {
    option: 'telemetry',
    alias: 't',
    kind: 'texts',
    isPath: true,
    separator: 'path',
    default: [],
    summary: 'Device log, or a folder of them; each format is recognised',
    expects: 'paths of files or folders',
    group: 'Input',
    shapesRecords: false,
  },
  telemetry_format: {
    option: 'telemetry-format',
    kind: 'text',
    summary: 'Read every log as this format instead of recognising it',
    expects: 'the name of a log format',
    group: 'Input',
    shapesRecords: true,
  },
  start: {
    option: 'start',
    kind: 'text',
    summary: 'Leave out packets before this instant, such as 2026-03-01T08:00:00Z',
    expects: 'an instant with its zone, such as 2026-03-01T08:00:00Z, or a date (midnight UTC)',
    group: 'Input',
    shapesRecords: true,
  },
  end: {
    option: 'end',
    kind: 'text',
    summary: 'Leave out packets at or after this instant, such as 2026-03-01T18:00:00Z',
    expects: 'an instant with its zone, such as 2026-03-01T18:00:00Z, or a date (midnight UTC)',
    group: 'Input',
    shapesRecords: true,
  },
  local: {
    option: 'local',
    kind: 'texts',
    separator: 'comma',
    default: [],
    summary: 'Address or CIDR block of the device, such as 10.0.2.15',
    expects: 'IP addresses or CIDR blocks, such as 10.0.2.15 or fd00::/8',
    group: 'Attribution',
    shapesRecords: true,
  },
  device_tz: {
    option: 'device-tz',
    kind: 'text',
    summary: 'Time zone of log times that name none, such as Europe/Berlin',
    expects: 'a time zone, such as Europe/Berlin or +02:00',
    group: 'Attribution',
    shapesRecords: true,
  },
  log_time: {
    option: 'log-time',
    kind: 'text',
    summary: 'When logs without times of their own, or without a year, were taken',
    expects: 'an instant with its zone, such as 2026-03-01T08:00:00Z, or a date (midnight UTC)',
    group: 'Attribution',
    shapesRecords: true,
  },
  clock_offset: {
    option: 'clock-offset',
    kind: 'text',
    summary: "How far the logs' clock is ahead of the capture's, such as -1.5s, instead of measuring it",
    expects: 'a duration with its unit (us, ms, s, min, h), such as -1.5s or 250ms',
    group: 'Attribution',
    shapesRecords: true,
  },
  assume_uid: {
    option: 'assume-uid',
    kind: 'integer',
    summary: 'The capture holds this one app: attribute what no log explains to its UID',
    expects: 'a UID: a whole number from 0 to 4294967294',
    group: 'Attribution',
    shapesRecords: true,
  },
  only_app: {
    option: 'only-app',
    kind: 'texts',
    separator: 'comma',
    default: [],
    summary: 'Report on this package name or UID only',
    expects: 'package names or UIDs',
    group: 'Attribution',
    shapesRecords: true,
  },
  catalogue: {
    option: 'catalogue',
    kind: 'text',
    isPath: true,
    summary: 'What apps are for (JSON): expected keys, protocols, destinations, background work',
    expects: 'the path of a catalogue file',
    group: 'Judgement',
    shapesRecords: false,
  },
  allowlist: {
    option: 'allowlist',
    kind: 'text',
    isPath: true,
    summary: 'Channels that reports may hide (JSON), with reason, owner and expiry; what was hidden is counted',
    expects: 'the path of an allowlist file',
    group: 'Judgement',
    shapesRecords: false,
  },
  lake: {
    option: 'lake',
    kind: 'text',
    isPath: true,
    summary: 'Hold each app against its earlier sessions in this lake: what is new counts, and what was vouched for',
    expects: 'the path of a lake that cipherscope batch made',
    group: 'Judgement',
    shapesRecords: false,
  },
  parameters: {
    option: 'parameters',
    kind: 'text',
    isPath: true,
    summary: 'The mutable elements of the analytics (JSON), for all apps and for one',
    expects: 'the path of a parameters file',
    group: 'Judgement',
    shapesRecords: false,
  },
  output: {
    option: 'output',
    alias: 'o',
    kind: 'text',
    isPath: true,
    summary: 'Folder for the records and the report; without it only the summary is printed',
    expects: 'the path of a folder',
    group: 'Output',
    shapesRecords: false,
  },
  format: {
    option: 'format',
    kind: 'texts',
    separator: 'comma',
    default: [],
    summary: `Also write ${FORMAT_CHOICES}`,
    expects: 'names of report formats',
    group: 'Output',
    shapesRecords: false,
  },
  json: {
    option: 'json',
    kind: 'switch',
    default: false,
    summary: 'Print findings as NDJSON instead of the summary',
    expects: 'true or false',
    group: 'Output',
    shapesRecords: false,
  },
  fail_on: {
    option: 'fail-on',
    kind: 'text',
    summary: 'Exit with 1 when a finding is at least this: observation or alert',
    expects: 'observation or alert',
    group: 'Output',
    shapesRecords: false,
  },
  require_areas: {
    option: 'require-areas',
    kind: 'texts',
    separator: 'comma',
    default: [],
    summary: 'Exit with 4 when an evidence area (or "all") was not collected',
    expects:
      'key_lifecycle, asymmetric_api_use, ciphertext_transformation, background_execution, network_transmission or all',
    group: 'Output',
    shapesRecords: false,
  },
  workers: {
    option: 'workers',
    kind: 'integer',
    summary: 'Threads to use; the result is the same for any number. By default one a core',
    expects: 'a whole number from 1 to 256',
    group: 'Limits',
    shapesRecords: false,
  },
  max_flows: {
    option: 'max-flows',
    kind: 'integer',
    default: 1_000_000,
    summary: 'Flows open at one time; beyond it the longest idle one ends early, and is counted',
    expects: 'a whole number from 1 to 16777216',
    group: 'Limits',
    shapesRecords: true,
  },
} as const satisfies Record<string, SettingDescription>;

export type SettingKey = keyof typeof SETTINGS;

export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

/** The row of a key, with the optional columns that the literal types leave out. */
export function settingOf(key: SettingKey): SettingDescription {
  return SETTINGS[key];
}

export function variableOf(key: SettingKey): string {
  return `CIPHERSCOPE_${key.toUpperCase()}`;
}
