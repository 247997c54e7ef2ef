// The device logs of a run and the join of its flows to apps: logs read before the capture, clocks aligned and flows attributed after it.

import type { AppRecord } from '../flows/flow-record.ts';
import { counted } from '../report/human-number.ts';
import type { TelemetryManifest } from '../report/manifest-record.ts';
import type { AttributableFlow, Attribution } from '../telemetry/attribution.ts';
import { type CaptureCoverage, coverageRows } from '../telemetry/coverage.ts';
import type { CoverageRecord } from '../telemetry/coverage-record.ts';
import { isCryptoAction } from '../telemetry/device-event-log.ts';
import { joinTelemetry, type TelemetryJoin } from '../telemetry/telemetry-join.ts';
import { emptyTelemetry, readTelemetry, type Telemetry } from '../telemetry/telemetry-reader.ts';
import type { AnalyzeOptions } from './config.ts';
import { joinRemarks } from './join-remarks.ts';
import type { ResolvedFlows } from './resolved-flows.ts';
import type { ShardPoolResult } from './shard-pool.ts';
import { skippedRemarks } from './skipped-remarks.ts';

/** Said of every flow where there was nothing to join with. */
const NOTHING_TO_JOIN = 'no socket log was given';

/** `captureUs`: when the capture begins, where that is known before it is read. */
export async function joinApps(
  options: AnalyzeOptions,
  warn: (message: string) => void,
  captureUs?: number,
): Promise<AppJoin> {
  const telemetry =
    options.telemetry.length === 0
      ? emptyTelemetry()
      : await readTelemetry(options.telemetry, {
          format: options.telemetryFormat,
          skipUnknown: options.skipUnknownLogs,
          deviceTz: options.deviceTimeZone,
          logTimeUs: options.logTimeUs,
          captureUs,
        });
  const { skipped } = telemetry;
  for (const remark of options.verbose
    ? skipped.map(({ file, reason }) => `${file} ${reason}`)
    : skippedRemarks(skipped))
    warn(remark);
  for (const { file, format, records, rejected, commonRejection, cut } of telemetry.files) {
    if (cut !== undefined) warn(`${file} ${cut}`);
    const read = `${file}: ${format}, ${counted(records, 'record')}`;
    if (commonRejection !== undefined) {
      const { line, reason } = commonRejection;
      warn(
        `${read}, ${counted(rejected, 'line')} rejected (${rejected > 1 ? 'most often as ' : ''}line ${line}: ${reason})`,
      );
    } else if (options.verbose) warn(read);
  }
  return new AppJoin(telemetry, options);
}

export class AppJoin {
  readonly telemetry: Telemetry;
  readonly #options: AnalyzeOptions;
  /** The flows as the join saw them; empty when there was nothing to join with. */
  #flows: readonly AttributableFlow[] = [];
  #flowCount = 0;
  /** Of key logs and of the capture itself. */
  #tlsRandoms: ReadonlySet<number> = new Set();
  #join: TelemetryJoin | undefined;
  #joinOfNothing: TelemetryJoin | undefined;
  #apps: readonly (AppRecord | undefined)[] = [];

  constructor(telemetry: Telemetry, options: AnalyzeOptions) {
    this.telemetry = telemetry;
    this.#options = options;
  }

  /** Logs of crypto calls, whose ciphertext is searched in a second reading of the capture. */
  hasCryptoEvents(): boolean {
    for (const { event } of this.telemetry.events.select()) if (isCryptoAction(event.action)) return true;
    return false;
  }

  /** A log could not be read to its end. */
  get isCut(): boolean {
    return this.telemetry.files.some((file) => file.cut !== undefined);
  }

  /** The addresses that sockets of the device were bound to. */
  localAddresses(): Set<string> {
    const { columns, strings } = this.telemetry.sockets;
    const ids = new Set(columns.localIp.subarray(0, columns.count));
    return new Set([...ids].flatMap((id) => strings.text(id) ?? []));
  }

  attribute(flows: ResolvedFlows, pool: ShardPoolResult): void {
    const { sockets } = this.telemetry;
    const { assumeUid, clockOffsetMs } = this.#options;
    this.#flowCount = flows.count;
    const [report] = pool.reports;
    const inCapture = report?.pieces.flatMap(({ tlsRandoms }) => tlsRandoms) ?? [];
    this.#tlsRandoms = new Set([...this.telemetry.tlsRandoms, ...inCapture]);
    // --only-app attributes twice: nothing of the first time may be left.
    this.#join = undefined;
    this.#apps = [];
    if (sockets.files.length === 0 && assumeUid === undefined && !flows.index.hasPacketUids()) return;
    this.#flows = Array.from({ length: flows.count }, (_, rank) => flows.attributable(rank));
    this.#join = joinTelemetry(this.#flows, this.telemetry, { clockOffsetMs, assumeUid });
    const names = captureNames(pool);
    this.#apps = this.#join.outcomes.map((outcome) => ('app' in outcome ? appRecord(outcome.app, names) : undefined));
  }

  app(rank: number): AppRecord | undefined {
    return this.#apps[rank];
  }

  /** The device of which logs of several have the flow's socket. */
  deviceOf(rank: number): string | undefined {
    return this.#join?.devices.flows[rank]?.device;
  }

  /** A TLS library handed out the keys of the flow's handshake: it speaks real TLS, whatever its bytes look like. */
  tlsKeysLogged(flows: ResolvedFlows, rank: number): boolean {
    if (this.#tlsRandoms.size === 0) return false;
    const random = flows.batch(rank).tlsRandom[flows.row(rank)];
    return random !== 0 && this.#tlsRandoms.has(random);
  }

  /** Why a flow has no app; undefined when it has one. */
  missing(rank: number): string | undefined {
    const outcome = this.#join?.outcomes[rank];
    if (outcome === undefined) return NOTHING_TO_JOIN;
    return 'missing' in outcome ? outcome.missing : undefined;
  }

  /** The same in words that do not vary from flow to flow. */
  missingCause(rank: number): string | undefined {
    const outcome = this.#join?.outcomes[rank];
    if (outcome === undefined) return NOTHING_TO_JOIN;
    return 'missing' in outcome ? outcome.cause : undefined;
  }

  /** Flows that may be written: all, or those of the apps named by --only-app. */
  keptRanks(flows: ResolvedFlows): Uint32Array {
    const { onlyApps } = this.#options;
    const ranks = new Uint32Array(flows.count).map((_, rank) => rank);
    if (onlyApps.length === 0) return ranks;
    return ranks.filter((rank) => {
      const app = this.#apps[rank];
      return app !== undefined && this.#isNamed(app) && flows.hasLine(rank);
    });
  }

  coverage(capture: CaptureCoverage): CoverageRecord[] {
    const telemetry = this.#options.telemetry.length === 0 ? undefined : this.telemetry;
    const join = this.#join ?? this.#emptyJoin();
    if (this.#options.onlyApps.length === 0)
      return coverageRows({ capture, flows: this.#flows, flowCount: this.#flowCount, telemetry, join });
    // Of other apps not even the number of their flows; what has no app may belong to a named one.
    const ranks = [...this.#flows.keys()].filter((rank) => {
      const app = this.#apps[rank];
      return app === undefined || this.#isNamed(app);
    });
    return coverageRows({
      isShown: (uid, packages) => this.#isNamed({ uid, packages }),
      capture,
      flows: ranks.map((rank) => this.#flows[rank]),
      flowCount: this.#flows.length === 0 ? this.#flowCount : ranks.length,
      telemetry,
      join: { ...join, outcomes: ranks.map((rank) => join.outcomes[rank]) },
    });
  }

  /** Logs of another day or device. */
  remarks(capture: Pick<CaptureCoverage, 'startUs' | 'endUs'>): string[] {
    const isShown = (name: string) => this.#options.onlyApps.length === 0 || this.#options.onlyApps.includes(name);
    return joinRemarks(this.telemetry, this.#join ?? this.#emptyJoin(), capture, isShown);
  }

  manifests(): TelemetryManifest[] {
    return [...(this.#join ?? this.#emptyJoin()).files];
  }

  counts(): Record<string, number> {
    return {
      socket_rows_dropped: this.telemetry.sockets.columns.dropped,
      inventory_rows_dropped: this.telemetry.inventory.dropped,
      device_events_dropped: this.telemetry.events.dropped,
      resolutions_dropped: this.telemetry.sockets.resolutions.dropped,
      records_unchecked: this.telemetry.records.unchecked,
      join_lookups_cut: this.#join?.scansCut ?? 0,
    };
  }

  /** By --only-app. */
  #isNamed(app: { readonly uid: number; readonly packages: readonly string[] }): boolean {
    const { onlyApps } = this.#options;
    return onlyApps.includes(String(app.uid)) || app.packages.some((name) => onlyApps.includes(name));
  }

  /** Logs without sockets (an inventory alone) still have their rows in the manifest. */
  #emptyJoin(): TelemetryJoin {
    this.#joinOfNothing ??= joinTelemetry([], this.telemetry, { clockOffsetMs: this.#options.clockOffsetMs });
    return this.#joinOfNothing;
  }
}

/** What the capture itself calls a UID (PCAPdroid's blocks and trailers): used where no log says more. */
function captureNames(pool: ShardPoolResult): CaptureNames {
  const names: CaptureNames = new Map();
  const [report] = pool.reports;
  for (const [uid, label] of report.labels) names.set(uid, { label });
  for (const piece of report.pieces) {
    for (const [uid, { packageName, label }] of piece.uidNames) names.set(uid, { packageName, label });
  }
  return names;
}

type CaptureNames = Map<number, { packageName?: string; label: string }>;

function appRecord(app: Attribution, names: CaptureNames): AppRecord {
  const named = names.get(app.uid);
  const packages = app.packages.length === 0 && named?.packageName ? [named.packageName] : [...app.packages];
  const label = app.label ?? (named?.label || undefined);
  return {
    uid: app.uid,
    packages,
    ...(label === undefined ? {} : { label }),
    tier: app.tier,
    confidence: Math.round(app.confidence * 1e4) / 1e4,
    level: app.level,
    sources: [...app.sources],
    ...(app.flags.length === 0 ? {} : { flags: [...app.flags] }),
  };
}
