// From the paths given with -t to socket log, app inventory and one manifest row a file: walk, sniff, import. Every file is announced with
// what it was taken for, how many records it gave and how many lines were rejected; nothing is skipped silently.

import { UserError } from '../base/user-error.ts';
import { type DeviceEvent, DeviceEventLog, isCryptoAction, isStateAction } from './device-event-log.ts';
import type { AreaSight, Importer, LineReader, LogGap } from './importer.ts';
import { importerNamed, sniffImporter, TELEMETRY_FORMATS } from './importer-registry.ts';
import { Inventory } from './inventory.ts';
import type { LineHandler } from './line-splitter.ts';
import { type LogFilePlace, listLogFiles, readLogFile, type SkippedFile } from './log-file.ts';
import { SocketLog } from './socket-log.ts';
import type { AppInventoryRow, SocketObservation, TelemetryEvent } from './telemetry-event.ts';
import { requireZone } from './time-zone.ts';
import type { TimeUnit } from './timestamp.ts';

export interface TelemetryOptions {
  /** --telemetry-format: for every file, instead of sniffing. */
  readonly format?: string | undefined;
  /** --device-tz: zone of times that carry none. */
  readonly deviceTz?: string | undefined;
  readonly timeUnit?: TimeUnit | undefined;
  /** Device that rows without observer.name come from. */
  readonly device?: string | undefined;
  /** Called as each file is done. */
  readonly onFile?: ((file: TelemetryFile) => void) | undefined;
}

/** One file: what the manifest says of it, but for the clock (clock-alignment.ts). */
export interface TelemetryFile {
  readonly file: string;
  readonly sha256: string;
  readonly format: string;
  readonly yields: Importer['yields'];
  readonly records: number;
  readonly rejected: number;
  /** The first of them. */
  readonly rejectedLines: readonly { readonly line: number; readonly reason: string }[];
  /** Index into SocketLog.files, for a socket log. */
  readonly socketLog: number | undefined;
  /** Index into DeviceEventLog.files, for a log of crypto events or states. */
  readonly eventLog: number | undefined;
  readonly sights: readonly AreaSight[];
  /** What the log itself says is missing; times in the log's clock. */
  readonly gaps: readonly LogGap[];
  readonly gapsDropped: number;
  /** Fields that may not be kept and were dropped: keys, plaintext, inputs. */
  readonly redacted: number;
  /** Why its end was not read. */
  readonly cut: string | undefined;
}

export interface Telemetry {
  readonly sockets: SocketLog;
  readonly inventory: Inventory;
  readonly events: DeviceEventLog;
  readonly files: readonly TelemetryFile[];
  readonly skipped: readonly SkippedFile[];
}

export const REJECTED_LINES_KEPT = 5;
const GAPS_KEPT = 1000;

export function emptyTelemetry(): Telemetry {
  return { sockets: new SocketLog(), inventory: new Inventory(), events: new DeviceEventLog(), files: [], skipped: [] };
}

/** Reads every file of `paths` in order. Throws a UserError for a missing path, or a file or folder in which nothing is recognised. */
export async function readTelemetry(paths: readonly string[], options: TelemetryOptions = {}): Promise<Telemetry> {
  if (options.deviceTz !== undefined) requireZone(options.deviceTz);
  const forced = options.format === undefined ? undefined : importerNamed(options.format);
  const target = emptyTelemetry();
  const { sockets, inventory, events } = target;
  const files: TelemetryFile[] = [];
  const { files: places, skipped } = listLogFiles(paths);
  const used = new Set<string>();
  for (const place of places) {
    const file = await readOne(place, forced, target, options);
    if (typeof file === 'string') {
      if (!place.fromFolder) throw new UserError(`-t ${place.path} ${file}`);
      skipped.push({ file: place.name, reason: file });
      continue;
    }
    for (const given of place.given) used.add(given);
    files.push(file);
    options.onFile?.(file);
  }
  for (const path of paths) {
    // A file that nobody reads has been refused above: what is left is a folder.
    if (!used.has(path))
      throw new UserError(`-t ${path}: no file in it is a log of a known format (${TELEMETRY_FORMATS.join(', ')})`);
  }
  sockets.resolvePackages((packageName, timeUs, device) => inventory.uidOf(packageName, timeUs, device));
  return { sockets, inventory, events, files, skipped };
}

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
    if (importer === undefined)
      return `is in none of the formats that are read (${TELEMETRY_FORMATS.join(', ')}): name one with --telemetry-format`;
    sink = new ImportSink(place.name, importer, target, options);
    return sink;
  });
  if (result.skipped !== undefined || sink === undefined) return result.skipped ?? 'is empty';
  return sink.finish(result.sha256 ?? '', result.cut);
}

/** Takes the lines of one file to its importer, and the importer's events to where they belong. */
class ImportSink implements LineHandler {
  readonly #name: string;
  readonly #importer: Importer;
  readonly #target: Telemetry;
  readonly #device: string | undefined;
  readonly #reader: LineReader;
  readonly #rejectedLines: { line: number; reason: string }[] = [];
  readonly #gaps: LogGap[] = [];
  #gapsDropped = 0;
  #redacted = 0;
  #socketLog: number | undefined;
  #eventLog: number | undefined;
  #records = 0;
  #rejected = 0;
  #naive: { line: number; reason: string } | undefined;

  constructor(name: string, importer: Importer, target: Telemetry, options: TelemetryOptions) {
    this.#name = name;
    this.#importer = importer;
    this.#target = target;
    this.#device = options.device;
    const { sockets, events } = target;
    if (importer.yields.includes('socket owners')) {
      sockets.beginFile(name, options.device);
      this.#socketLog = sockets.files.length - 1;
    }
    if (importer.yields.includes('crypto events') || importer.yields.includes('app states')) {
      events.beginFile(name, options.device);
      this.#eventLog = events.files.length - 1;
    }
    this.#reader = importer.open({
      fileName: name,
      deviceTz: options.deviceTz,
      timeUnit: options.timeUnit,
      emit: (event) => this.#place(event),
      poll: (timeUs) => sockets.poll(timeUs),
      gap: (gap) => {
        if (this.#gaps.length < GAPS_KEPT) this.#gaps.push(gap);
        else this.#gapsDropped++;
      },
      redacted: (fields) => {
        this.#redacted += fields;
      },
    });
  }

  line(text: string, number: number): void {
    const rejection = this.#reader.line(text, number);
    if (rejection === undefined) return;
    const reason = typeof rejection === 'string' ? rejection : rejection.reason;
    if (typeof rejection !== 'string') this.#naive ??= { line: number, reason };
    this.reject(number, reason);
  }

  reject(line: number, reason: string): void {
    this.#rejected++;
    if (this.#rejectedLines.length < REJECTED_LINES_KEPT) this.#rejectedLines.push({ line, reason });
  }

  finish(sha256: string, cut: string | undefined): TelemetryFile {
    this.#reader.end?.();
    if (this.#socketLog !== undefined) this.#target.sockets.endFile();
    // One such line among good ones is counted; a file of them is a setting that was forgotten.
    if (this.#records === 0 && this.#naive !== undefined)
      throw new UserError(`-t ${this.#name}, line ${this.#naive.line}: ${this.#naive.reason}`);
    return {
      file: this.#name,
      sha256,
      format: this.#importer.format,
      yields: this.#importer.yields,
      records: this.#records,
      rejected: this.#rejected,
      rejectedLines: this.#rejectedLines,
      socketLog: this.#socketLog,
      eventLog: this.#eventLog,
      sights: this.#importer.sights ?? [],
      gaps: this.#gaps,
      gapsDropped: this.#gapsDropped,
      redacted: this.#redacted,
      cut,
    };
  }

  #place(event: TelemetryEvent): void {
    this.#records++;
    const { action } = event;
    if (action === 'app_inventory') this.#placeApp(event);
    else if (isCryptoAction(action) || isStateAction(action)) this.#target.events.add(event as DeviceEvent);
    else this.#target.sockets.add(event as SocketObservation);
  }

  #placeApp(row: AppInventoryRow): void {
    const device = row.device ?? this.#device;
    this.#target.inventory.add(device === row.device ? row : { ...row, device });
  }
}
