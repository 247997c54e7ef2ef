// From the paths given with -t to socket log, app inventory and one manifest row a file: walk, sniff, import. Every file is announced with
// what it was taken for, how many records it gave and how many lines were rejected; nothing is skipped silently.

import { basename } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { CUSTODY_FILE, DEVICE_FILE } from './collection-device.ts';
import { DeviceEventLog } from './device-event-log.ts';
import { type ImportOptions, ImportSink, type ImportTarget, type TelemetryFile } from './import-sink.ts';
import type { Importer } from './importer.ts';
import { importerNamed, sniffImporter, TELEMETRY_FORMATS } from './importer-registry.ts';
import { Inventory } from './inventory.ts';
import { type LogFilePlace, listLogFiles, readLogFile, type SkippedFile } from './log-file.ts';
import { RecordFilter } from './record-filter.ts';
import { RepeatedEvents } from './repeated-events.ts';
import { SocketLog } from './socket-log.ts';
import { StartedPackages } from './started-packages.ts';
import { requireZone } from './time-zone.ts';

export interface TelemetryOptions extends ImportOptions {
  /** --telemetry-format: for every file, instead of sniffing. */
  readonly format?: string | undefined;
  /** Leave out, with a word, files and folders in which nothing is recognised, also those that were named. */
  readonly skipUnknown?: boolean | undefined;
  /** Called as each file is done. */
  readonly onFile?: ((file: TelemetryFile) => void) | undefined;
}

export interface Telemetry extends ImportTarget {
  readonly files: readonly TelemetryFile[];
  readonly skipped: readonly SkippedFile[];
}

export function emptyTelemetry(): Telemetry {
  const events = new DeviceEventLog();
  return {
    sockets: new SocketLog(),
    inventory: new Inventory(),
    events,
    vpns: [],
    tlsRandoms: new Set(),
    records: new RecordFilter(),
    repeated: new RepeatedEvents(events),
    files: [],
    skipped: [],
  };
}

/** Reads every file of `paths` in order. Throws a UserError for a missing path, or a file or folder in which nothing is recognised. */
export async function readTelemetry(paths: readonly string[], options: TelemetryOptions = {}): Promise<Telemetry> {
  if (options.deviceTz !== undefined) requireZone(options.deviceTz);
  const forced = options.format === undefined ? undefined : importerNamed(options.format);
  const target = emptyTelemetry();
  const { sockets, inventory } = target;
  const files: TelemetryFile[] = [];
  const { files: places, skipped } = listLogFiles(paths);
  const used = new Set<string>();
  // One collection needs no name, and logs beside it may give the device another.
  const hasSeveral = new Set(places.flatMap(({ device }) => device ?? [])).size > 1;
  for (const place of places) {
    const file = await readOne(place, forced, target, {
      ...options,
      device: options.device ?? (hasSeveral ? place.device : undefined),
    });
    if (typeof file === 'string') {
      // What `collect` writes about itself is no log.
      if (place.device !== undefined && COLLECTION_FILES.has(basename(place.path))) continue;
      if (!place.fromFolder && options.skipUnknown !== true) throw new UserError(`-t ${place.path} ${file}`);
      skipped.push({ file: place.name, reason: file });
      continue;
    }
    for (const given of place.given) used.add(given);
    files.push(file);
    options.onFile?.(file);
  }
  for (const path of paths) {
    // A file that nobody reads has been refused above: what is left is a folder.
    if (!used.has(path) && options.skipUnknown !== true)
      throw new UserError(`-t ${path}: no file in it is a log of a known format (${TELEMETRY_FORMATS.join(', ')})`);
  }
  const started = new StartedPackages(target.events);
  sockets.resolvePackages(
    (packageName, timeUs, device) => inventory.uidOf(packageName, timeUs, device) ?? started.uidOf(packageName, device),
  );
  return { ...target, files, skipped };
}

const COLLECTION_FILES: ReadonlySet<string> = new Set([CUSTODY_FILE, DEVICE_FILE]);

/** The file's record, or a sentence why it was not read. */
async function readOne(
  place: LogFilePlace,
  forced: Importer | undefined,
  target: Telemetry,
  options: TelemetryOptions,
): Promise<TelemetryFile | string> {
  let sink: ImportSink | undefined;
  const result = await readLogFile(place.path, (firstLines) => {
    const importer = forced ?? sniffImporter(firstLines, place.name);
    if (firstLines.every((line) => line.trim() === '')) return 'is empty';
    if (importer === undefined) {
      // Beside other logs a word is enough.
      const formats = place.fromFolder ? '' : ` (${TELEMETRY_FORMATS.join(', ')})`;
      return `is in none of the formats that are read${formats}: name one with --telemetry-format`;
    }
    sink = new ImportSink(place.name, importer, target, options);
    return sink;
  });
  if (result.skipped !== undefined || sink === undefined) return result.skipped ?? 'is empty';
  return sink.finish(result.sha256 ?? '', result.cut);
}
