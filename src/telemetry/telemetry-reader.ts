// From the paths given with -t to socket log, app inventory and one manifest row a file: walk, sniff, import. Every file is announced with
// what it was taken for, how many records it gave and how many lines were rejected; nothing is skipped silently.

import { UserError } from '../base/user-error.ts';
import type { Importer, LineReader } from './importer.ts';
import { importerNamed, sniffImporter, TELEMETRY_FORMATS } from './importer-registry.ts';
import { Inventory } from './inventory.ts';
import type { LineHandler } from './line-splitter.ts';
import { type LogFilePlace, listLogFiles, readLogFile, type SkippedFile } from './log-file.ts';
import { SocketLog } from './socket-log.ts';
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
  /** Why its end was not read. */
  readonly cut: string | undefined;
}

export interface Telemetry {
  readonly sockets: SocketLog;
  readonly inventory: Inventory;
  readonly files: readonly TelemetryFile[];
  readonly skipped: readonly SkippedFile[];
}

export const REJECTED_LINES_KEPT = 5;

/** Reads every file of `paths` in order. Throws a UserError for a missing path, or a file or folder in which nothing is recognised. */
export async function readTelemetry(paths: readonly string[], options: TelemetryOptions = {}): Promise<Telemetry> {
  if (options.deviceTz !== undefined) requireZone(options.deviceTz);
  const forced = options.format === undefined ? undefined : importerNamed(options.format);
  const sockets = new SocketLog();
  const inventory = new Inventory();
  const files: TelemetryFile[] = [];
  const { files: places, skipped } = listLogFiles(paths);
  const used = new Set<string>();
  for (const place of places) {
    const file = await readOne(place, forced, sockets, inventory, options);
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
  return { sockets, inventory, files, skipped };
}

/** The file's record, or a sentence why it was not read. */
async function readOne(
  place: LogFilePlace,
  forced: Importer | undefined,
  sockets: SocketLog,
  inventory: Inventory,
  options: TelemetryOptions,
): Promise<TelemetryFile | string> {
  let sink: ImportSink | undefined;
  const result = await readLogFile(place.path, (firstLines) => {
    const importer = forced ?? sniffImporter(firstLines, place.name);
    if (importer === undefined)
      return `is in none of the formats that are read (${TELEMETRY_FORMATS.join(', ')}): name one with --telemetry-format`;
    sink = new ImportSink(place.name, importer, sockets, inventory, options);
    return sink;
  });
  if (result.skipped !== undefined || sink === undefined) return result.skipped ?? 'is empty';
  return sink.finish(result.sha256 ?? '', result.cut);
}

/** Takes the lines of one file to its importer, and the importer's events to where they belong. */
class ImportSink implements LineHandler {
  readonly #name: string;
  readonly #importer: Importer;
  readonly #sockets: SocketLog;
  readonly #reader: LineReader;
  readonly #rejectedLines: { line: number; reason: string }[] = [];
  #socketLog: number | undefined;
  #records = 0;
  #rejected = 0;
  #naive: { line: number; reason: string } | undefined;

  constructor(name: string, importer: Importer, sockets: SocketLog, inventory: Inventory, options: TelemetryOptions) {
    this.#name = name;
    this.#importer = importer;
    this.#sockets = sockets;
    if (importer.yields === 'socket owners') {
      sockets.beginFile(name, options.device);
      this.#socketLog = sockets.files.length - 1;
    }
    this.#reader = importer.open({
      fileName: name,
      deviceTz: options.deviceTz,
      timeUnit: options.timeUnit,
      emit: (event) => {
        this.#records++;
        if (event.action !== 'app_inventory') sockets.add(event);
        else
          inventory.add(
            event.device === undefined && options.device !== undefined ? { ...event, device: options.device } : event,
          );
      },
      poll: (timeUs) => sockets.poll(timeUs),
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
    if (this.#socketLog !== undefined) this.#sockets.endFile();
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
      cut,
    };
  }
}
