// The options of one analysis, ready to use: units fixed, texts read, paths as given. Made from resolved settings and nothing else.

import { UserError } from '../base/user-error.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { Settings } from './config-schema.ts';
import { SETTING_KEYS, settingOf } from './config-settings.ts';
import { readDurationMs, readInstantUs } from './config-values.ts';
import type { PolicyPaths } from './policy.ts';

export interface AnalyzeOptions {
  /** Files, folders, or '-' for stdin, as they were typed. Empty when `interfaceName` is given. */
  readonly captures: readonly string[];
  /** The network interface to capture from. */
  readonly interfaceName: string | undefined;
  /** Files and folders of device logs. */
  readonly telemetry: readonly string[];
  readonly telemetryFormat: string | undefined;
  /** Files of the user's word on apps: allowlist, catalogue, parameters of the analytics. */
  readonly policyPaths: PolicyPaths;
  /** Of a lake whose earlier sessions apps are held against. */
  readonly lake: string | undefined;
  /** The folder to write to; undefined: only the summary is printed. */
  readonly output: string | undefined;
  /** Names of the formats to write besides the native files. */
  readonly formats: readonly string[];
  /** First instant that counts. */
  readonly startUs: number | undefined;
  /** First instant that does not count any more. */
  readonly endUs: number | undefined;
  /** Addresses and CIDR blocks of the device. */
  readonly local: readonly string[];
  /** IANA name, or an offset such as '+02:00'. */
  readonly deviceTimeZone: string | undefined;
  /** When logs without times of their own were taken. */
  readonly logTimeUs: number | undefined;
  /** Log time minus capture time; undefined: estimate it. */
  readonly clockOffsetMs: number | undefined;
  readonly assumeUid: number | undefined;
  /** Package names or UIDs in decimal; empty: every app. */
  readonly onlyApps: readonly string[];
  /** Areas whose coverage must not be 'none', else exit code 4. */
  readonly requireAreas: readonly EvidenceArea[];
  readonly failOn: 'observation' | 'alert' | undefined;
  /** Findings as NDJSON on stdout instead of the summary. */
  readonly json: boolean;
  /** Undefined: one a core. */
  readonly workers: number | undefined;
  readonly maxFlows: number;
  /** False: the encrypted protocols of single vendors and projects stay unnamed, and bytes alone judge them. Programs only: `analyze()`. */
  readonly proprietaryRecognisers: boolean;
  /** Logs that nobody recognises are left out, not refused: beside a capture lies what lies there. Batches only. */
  readonly skipUnknownLogs: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** `config` of the manifest: the settings that shape records, as cipherscope.json would say them. */
  readonly recordedConfig: Readonly<Record<string, unknown>>;
}

export type AnalyzeInput = Pick<AnalyzeOptions, 'captures' | 'interfaceName' | 'quiet' | 'verbose'>;

export function analyzeOptions(input: AnalyzeInput, settings: Settings): AnalyzeOptions {
  refuseInput(input);
  const startUs = settings.start === undefined ? undefined : readInstantUs(settings.start);
  const endUs = settings.end === undefined ? undefined : readInstantUs(settings.end);
  if (startUs !== undefined && endUs !== undefined && startUs >= endUs) {
    throw new UserError(`--start ${settings.start} is not before --end ${settings.end}: nothing would be left.`);
  }
  if ((settings.format ?? []).length > 0 && settings.output === undefined) {
    throw new UserError('--format writes files: name a folder for them with -o FOLDER.');
  }
  const areas = settings.require_areas ?? [];
  return {
    ...input,
    telemetry: settings.telemetry ?? [],
    telemetryFormat: settings.telemetry_format,
    policyPaths: {
      allowlist: settings.allowlist,
      catalogue: settings.catalogue,
      parameters: settings.parameters,
    },
    lake: settings.lake,
    output: settings.output,
    formats: settings.format ?? [],
    startUs,
    endUs,
    local: settings.local ?? [],
    deviceTimeZone: settings.device_tz,
    logTimeUs: settings.log_time === undefined ? undefined : readInstantUs(settings.log_time),
    clockOffsetMs: settings.clock_offset === undefined ? undefined : readDurationMs(settings.clock_offset),
    assumeUid: settings.assume_uid,
    onlyApps: settings.only_app ?? [],
    requireAreas: Object.values(EvidenceArea).filter((area) => areas.includes('all') || areas.includes(area)),
    failOn: settings.fail_on,
    json: settings.json ?? false,
    workers: settings.workers,
    maxFlows: settings.max_flows ?? (settingOf('max_flows').default as number),
    proprietaryRecognisers: true,
    skipUnknownLogs: false,
    recordedConfig: recordedConfig(settings),
  };
}

/** Sorted by key, so that the same settings hash the same whatever order they came in. */
export function recordedConfig(settings: Settings): Record<string, unknown> {
  const shaping = SETTING_KEYS.filter((key) => settingOf(key).shapesRecords && settings[key] !== undefined);
  return Object.fromEntries(shaping.sort().map((key) => [key, settings[key]]));
}

function refuseInput({ captures, interfaceName }: AnalyzeInput): void {
  if (interfaceName !== undefined && captures.length > 0) {
    throw new UserError('--interface captures live: leave the capture files out, or leave --interface out.');
  }
  if (interfaceName === undefined && captures.length === 0) {
    throw new UserError('Nothing to analyse. Name capture files or a folder of them, "-" for stdin, or -i INTERFACE.');
  }
  if (captures.includes('-') && captures.length > 1) {
    throw new UserError('"-" reads one capture from stdin: it cannot be mixed with files.');
  }
}
