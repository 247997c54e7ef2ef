// The coverage rows: per evidence area what was collected, what was not, what that does to the verdict, and what to switch on.
// A row that says "none" is no verdict of innocence: nobody was looking.

import { counted } from '../base/counted.ts';
import { rfc3339 } from '../base/rfc3339.ts';
import type { AttributableFlow, MissingCause } from './attribution.ts';
import { type CoverageRecord, EvidenceArea } from './coverage-record.ts';
import { deviceAreaRows } from './device-coverage.ts';
import type { TelemetryFile } from './import-sink.ts';
import { attributionGaps, noAppText, otherDeviceGaps, socketLogGaps } from './network-gaps.ts';
import type { TelemetryJoin } from './telemetry-join.ts';
import type { Telemetry } from './telemetry-reader.ts';
import { NAME_APPS, unownedRows } from './unowned-events.ts';

/** What the capture's side knows of the network area. */
export interface CaptureCoverage {
  readonly datasets: readonly {
    readonly name: string;
    readonly file: string;
    readonly records: number;
    readonly rejected: number;
  }[];
  /** First and last packet; undefined where there is none. */
  readonly startUs: number | undefined;
  readonly endUs: number | undefined;
  readonly gaps: readonly {
    readonly startUs?: number | undefined;
    readonly endUs?: number | undefined;
    readonly cause: string;
  }[];
  readonly blindTo: readonly string[];
  /** Not one packet could be read: of an unknown link type, say. */
  readonly isUnread?: boolean;
}

export interface CoverageInput {
  readonly capture: CaptureCoverage;
  /** Empty where nothing could be joined: neither a log nor packet UIDs. */
  readonly flows: readonly AttributableFlow[];
  /** How many flows there are, joined or not. */
  readonly flowCount: number;
  /** Undefined where no -t was given; the join then rests on packet UIDs alone. */
  readonly telemetry: Telemetry | undefined;
  readonly join: TelemetryJoin;
  /** Apps that may be named; by default all. */
  readonly isShown?: (uid: number, packages: readonly string[]) => boolean;
}

/**
 * One row an area, in the order of the analytic, which holds for every app that has no row of its own; then the rows of single apps, where a log
 * watched only them; then those of packages whose UID nothing tells.
 */
export function coverageRows(input: CoverageInput): CoverageRecord[] {
  const { telemetry, join, capture, flows } = input;
  const flowStarts = Float64Array.from(flows, ({ startUs }) => startUs).sort();
  const time = { startUs: capture.startUs, endUs: capture.endUs, flowStarts };
  const { general, particular } = deviceAreaRows(telemetry, join, time, input.isShown);
  const isNamed = (packages: readonly string[]) => input.isShown?.(-1, packages) ?? true;
  const unowned = telemetry === undefined ? [] : unownedRows(telemetry.events, telemetry.files, isNamed);
  return [...general, networkRow(input), ...particular, ...unowned];
}

function networkRow(input: CoverageInput): CoverageRecord {
  const { capture, telemetry, join, flows, flowCount } = input;
  const hasPackets = capture.startUs !== undefined && capture.endUs !== undefined && capture.isUnread !== true;
  const logs = telemetry?.files ?? [];
  const gaps = [
    ...capture.gaps.map((gap) => gapRecord(gap.startUs, gap.endUs, gap.cause)),
    ...(flows.length < flowCount ? [{ cause: noAppText(flowCount, flowCount, 'no socket log was given') }] : []),
    ...attributionGaps(flows, join, telemetry),
    ...otherDeviceGaps(['the logs'], new Set(join.devices.named), join.devices),
    ...(telemetry === undefined ? [] : socketLogGaps(capture, flows, telemetry, join)),
  ];
  const missing = flowCount - join.outcomes.filter((outcome) => 'app' in outcome).length;
  return {
    area: EvidenceArea.networkTransmission,
    status: hasPackets ? (gaps.length === 0 ? 'full' : 'partial') : 'none',
    datasets: [
      ...capture.datasets.map((dataset) => ({ ...dataset })),
      ...logs
        .filter(isOfNetwork)
        .map((log) => ({ name: log.format, file: log.file, records: log.records, rejected: log.rejected })),
    ],
    covered: hasPackets ? [{ start: rfc3339(capture.startUs ?? 0), end: rfc3339(capture.endUs ?? 0) }] : [],
    gaps,
    blind_to: [
      ...capture.blindTo,
      ...(missing > 0 ? [`the app behind ${missing} of ${counted(flowCount, 'flow')}`] : []),
    ],
    effect: effectOf(capture, hasPackets, missing, flowCount),
    remedy: remedyOf(input, missing),
  };
}

/** Socket owners and inventories tell whose the traffic is. */
function isOfNetwork({ yields }: TelemetryFile): boolean {
  return yields.includes('socket owners') || yields.includes('app inventory');
}

function effectOf(
  { isUnread, gaps }: CoverageInput['capture'],
  hasPackets: boolean,
  missing: number,
  flows: number,
): string {
  if (isUnread === true) return 'Not assessed: no packet of the capture could be decoded.';
  if (!hasPackets) return 'Not assessed: the capture holds no packets.';
  if (missing === 0) {
    const judged = flows === 0 ? 'there was no flow' : 'every flow has an app';
    return gaps.length === 0
      ? `None: ${judged}.`
      : `${judged.charAt(0).toUpperCase()}${judged.slice(1)}; what the gaps name was not judged.`;
  }
  if (missing === flows) return 'No finding can name an app, so none can rise to an alert.';
  return `Findings cannot rest on the ${counted(missing, 'flow')} without an app: ${missing === 1 ? 'it cannot' : 'none of them can'} rise to an alert.`;
}

function remedyOf({ capture, telemetry, join }: CoverageInput, missing: number): string {
  if (capture.isUnread === true) return UNREAD_REMEDY;
  if (capture.startUs === undefined) return EMPTY_REMEDY;
  const remedies: string[] = [];
  const hasSockets = telemetry !== undefined && telemetry.sockets.columns.count > 0;
  const unnamed = join.outcomes.filter((outcome) => 'missing' in outcome && outcome.cause === WITHOUT_UID).length;
  if (missing > unnamed) {
    remedies.push(
      hasSockets
        ? 'Poll faster, or capture with PCAPdroid and its extensions, which put the UID into every packet.'
        : SOCKET_REMEDY,
    );
  }
  // A log that names packages alone, and one that names UIDs alone, lack the same list.
  const nameless = join.outcomes.some((outcome) => 'app' in outcome && outcome.app.packages.length === 0);
  if (nameless || unnamed > 0) remedies.push(NAME_APPS);
  if (remedies.length > 0) return remedies.join(' ');
  return capture.gaps.length === 0 ? 'Nothing to do.' : 'Capture again without what the gaps name.';
}

const WITHOUT_UID: MissingCause = 'no log tells the UID of the package that its row names';

const UNREAD_REMEDY =
  'Capture with `tcpdump -i any`, or on an interface whose link type is one of those in docs/captures.md.';

const EMPTY_REMEDY =
  'Capture again: on the interface that the device uses, without a filter that lets nothing through, and for as long as the app is in use.';

const SOCKET_REMEDY =
  'Log the owners of sockets while capturing: `adb exec-out \'while :; do echo "### $(date +%s.%N)"; for f in tcp tcp6 udp udp6; do ' +
  'echo "# $f"; cat /proc/net/$f; done; sleep 0.5; done\' > procnet.log`, then -t procnet.log; or capture with PCAPdroid and its extensions.';

function gapRecord(
  startUs: number | undefined,
  endUs: number | undefined,
  cause: string,
): CoverageRecord['gaps'][number] {
  return {
    ...(startUs === undefined ? {} : { start: rfc3339(startUs) }),
    ...(endUs === undefined ? {} : { end: rfc3339(endUs) }),
    cause,
  };
}
