// Takes the lines of one file to its importer, and the importer's events to where they belong; remembers what was rejected, dropped, missing.

import { UserError } from '../base/user-error.ts';
import type { EvidenceArea } from './coverage-record.ts';
import type { CryptoEvent } from './crypto-event.ts';
import { type DeviceEvent, type DeviceEventLog, isCryptoAction, isStateAction } from './device-event-log.ts';
import type { AreaSight, Importer, LineReader, LogGap, Rejection } from './importer.ts';
import type { Inventory } from './inventory.ts';
import type { LineHandler } from './line-splitter.ts';
import { timeOfName } from './log-name-time.ts';
import type { RecordFilter } from './record-filter.ts';
import { type RejectedLine, RejectedLines } from './rejected-lines.ts';
import type { RepeatedEvents } from './repeated-events.ts';
import { RepeatedTimes } from './repeated-times.ts';
import type { SocketLog } from './socket-log.ts';
import type { AppInventoryRow, SocketObservation, TelemetryEvent, VpnNetwork } from './telemetry-event.ts';
import type { TimeOptions } from './timestamp.ts';

/** Where the events of all files go. */
export interface ImportTarget {
  readonly sockets: SocketLog;
  readonly inventory: Inventory;
  readonly events: DeviceEventLog;
  readonly vpns: VpnNetwork[];
  /** Fingerprints of the handshakes whose keys were logged. */
  readonly tlsRandoms: Set<number>;
  /** Records seen, where files may repeat each other. */
  readonly records: RecordFilter;
  /** Crypto events that are read a second time. */
  readonly repeated: RepeatedEvents;
}

export interface ImportOptions extends TimeOptions {
  /** --log-time: when logs without times of their own were taken. */
  readonly logTimeUs?: number | undefined;
  /** When the capture begins. */
  readonly captureUs?: number | undefined;
  /** Device that rows without observer.name come from. */
  readonly device?: string | undefined;
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
  readonly rejectedLines: readonly RejectedLine[];
  /** The first of those that were rejected for the commonest reason; undefined where none was. */
  readonly commonRejection?: RejectedLine | undefined;
  /** Index into SocketLog.files, for a socket log. */
  readonly socketLog: number | undefined;
  /** Index into DeviceEventLog.files, for a log of crypto events or states. */
  readonly eventLog: number | undefined;
  /** Records that an earlier file, or this one, held already. */
  readonly duplicates: number;
  readonly sights: readonly AreaSight[];
  /** What the log itself says is missing; times in the log's clock. */
  readonly gaps: readonly LogGap[];
  readonly gapsDropped: number;
  /** Areas that the log shows itself to have watched. */
  readonly watched: ReadonlySet<EvidenceArea>;
  /** Fields that may not be kept and were dropped: keys, plaintext, inputs. */
  readonly redacted: number;
  /** Why its end was not read. */
  readonly cut: string | undefined;
}

const GAPS_KEPT = 1000;
/** A device has one VPN at a time. */
const MAX_VPNS = 256;
const MAX_HANDSHAKES = 4_000_000;

export class ImportSink implements LineHandler {
  readonly #name: string;
  readonly #importer: Importer;
  readonly #target: ImportTarget;
  readonly #device: string | undefined;
  readonly #reader: LineReader;
  readonly #rejected = new RejectedLines();
  readonly #gaps: LogGap[] = [];
  #gapsDropped = 0;
  readonly #repeatedTimes = new RepeatedTimes();
  readonly #watched = new Set<EvidenceArea>();
  #redacted = 0;
  #duplicates = 0;
  #socketLog: number | undefined;
  #eventLog: number | undefined;
  /** The last that was read. */
  #lines = 0;
  #records = 0;
  #naive: { line: number; reason: string } | undefined;

  constructor(name: string, importer: Importer, target: ImportTarget, options: ImportOptions) {
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
    const takenUs = options.logTimeUs ?? timeOfName(name);
    this.#reader = importer.open({
      fileName: name,
      deviceTz: options.deviceTz,
      timeUnit: options.timeUnit,
      onRepeated: (us, repeatsAfterUs) => this.#repeatedTimes.add(this.#lines, us, repeatsAfterUs),
      takenUs,
      nearUs: takenUs ?? options.captureUs,
      emit: (event) => this.#place(event),
      poll: (timeUs) => sockets.poll(timeUs),
      gap: (gap) => this.#gap(gap),
      once: (record) => {
        if (target.records.isNew(record)) return true;
        this.#duplicates++;
        return false;
      },
      watch: (area) => this.#watched.add(area),
      redacted: (fields) => {
        this.#redacted += fields;
      },
    });
  }

  #gap(gap: LogGap): void {
    if (this.#gaps.length < GAPS_KEPT) this.#gaps.push(gap);
    else this.#gapsDropped++;
  }

  line(text: string, number: number): void {
    this.#lines = number;
    this.#refuse(this.#reader.line(text, number), number);
  }

  #refuse(rejection: Rejection | undefined, number: number): void {
    if (rejection === undefined) return;
    const reason = typeof rejection === 'string' ? rejection : rejection.reason;
    if (typeof rejection !== 'string') this.#naive ??= { line: number, reason };
    this.reject(number, reason);
  }

  fragment(text: string, number: number): boolean {
    if (this.#reader.fragment === undefined) return false;
    this.#lines = number;
    this.#refuse(this.#reader.fragment(text, number), number);
    return true;
  }

  reject(line: number, reason: string): void {
    this.#rejected.add(line, reason);
  }

  finish(sha256: string, cut: string | undefined): TelemetryFile {
    this.#refuse(this.#reader.end?.(), Math.max(1, this.#lines));
    if (this.#repeatedTimes.gap !== undefined) this.#gap(this.#repeatedTimes.gap);
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
      rejected: this.#rejected.count,
      rejectedLines: this.#rejected.kept,
      commonRejection: this.#rejected.commonest,
      socketLog: this.#socketLog,
      eventLog: this.#eventLog,
      duplicates: this.#duplicates,
      sights: this.#importer.sights ?? [],
      gaps: this.#gaps,
      gapsDropped: this.#gapsDropped,
      watched: this.#watched,
      redacted: this.#redacted,
      cut,
    };
  }

  #place(event: TelemetryEvent): void {
    const { action } = event;
    if (isCryptoAction(action) && this.#target.repeated.isRepeated(event as CryptoEvent)) {
      this.#duplicates++;
      return;
    }
    this.#records++;
    if (action === 'app_inventory') this.#placeApp(event);
    else if (action === 'vpn_network') {
      if (this.#target.vpns.length < MAX_VPNS) this.#target.vpns.push(event);
    } else if (action === 'tls_handshake') {
      if (this.#target.tlsRandoms.size < MAX_HANDSHAKES) this.#target.tlsRandoms.add(event.random);
    } else if (isCryptoAction(action) || isStateAction(action)) this.#target.events.add(event as DeviceEvent);
    else this.#target.sockets.add(event as SocketObservation);
  }

  #placeApp(row: AppInventoryRow): void {
    const device = row.device ?? this.#device;
    this.#target.inventory.add(device === row.device ? row : { ...row, device });
  }
}
