// Goes back to the logs for the lines that a finding cites: the event that each holds, read again from its file. What may not be kept (keys,
// plaintext) is dropped by the importers and never shown.

import { readTelemetry } from '../telemetry/telemetry-reader.ts';
import type { AnalyzeOptions } from './config.ts';

/** A cited line as the importers read it. */
export interface CitedLine {
  /** `file:line`. */
  readonly source: string;
  /** In the log's own clock. */
  readonly timeUs: number;
  readonly action: string;
  /** Fields worth showing, in order. */
  readonly fields: Readonly<Record<string, string | number | boolean>>;
  readonly outputSha256: string | undefined;
  readonly outputPrefix: string | undefined;
  readonly outputBytes: number | undefined;
}

const SHOWN = [
  'cryptoClass',
  'algorithm',
  'transformation',
  'operation',
  'keyId',
  'keyAlias',
  'outputBytes',
  'component',
  'procState',
  'startReason',
  'notificationShown',
] as const;

/** By `file:line`; lines of files that are no longer there are missing. */
export async function readCitedLines(
  sources: ReadonlySet<string>,
  options: AnalyzeOptions,
): Promise<Map<string, CitedLine>> {
  const lines = new Map<string, CitedLine>();
  if (sources.size === 0 || options.telemetry.length === 0) return lines;
  const { events } = await readTelemetry(options.telemetry, {
    format: options.telemetryFormat,
    deviceTz: options.deviceTimeZone,
    skipUnknown: options.skipUnknownLogs,
  });
  for (const { event, source } of events.select()) {
    if (!sources.has(source)) continue;
    const all = event as unknown as Record<string, string | number | boolean | undefined>;
    const fields = Object.fromEntries(SHOWN.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
    lines.set(source, {
      source,
      timeUs: event.timeUs,
      action: event.action,
      fields: fields as CitedLine['fields'],
      outputSha256: all['outputSha256'] as string | undefined,
      outputPrefix: all['outputPrefix'] as string | undefined,
      outputBytes: all['outputBytes'] as number | undefined,
    });
  }
  return lines;
}
