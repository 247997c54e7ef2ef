// One line an app: what it sent where, in which classes, how surely it was attributed, and its findings. Flows without an app make the last line.

import type { ChannelFlow } from '../features/channel.ts';
import { significant } from '../features/feature-record.ts';
import type { AppRecord } from '../flows/flow-record.ts';
import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import { summariseCrypto } from './app-crypto.ts';
import type { AppSummaryRecord, AreaStatus, FindingRecord, Verdict } from './finding-record.ts';
import type { JudgedApps } from './findings.ts';

const AREA_STATUS_BY_WEIGHT: readonly AreaStatus[] = ['observed', 'explained', 'not_observed'];
const VERDICTS_BY_WEIGHT: readonly Verdict[] = ['alert', 'observation', 'expected'];

/** What is counted of one app. */
interface Tally {
  /** Of its first flow. */
  app: AppRecord | undefined;
  /** Of all its flows: a UID may be several. */
  readonly packages: Set<string>;
  flows: number;
  channels: number;
  packets: number;
  bytesUp: number;
  bytesDown: number;
  readonly classes: Map<string, number>;
  readonly services: Map<string, number>;
  readonly levels: Map<string, number>;
  readonly versions: Map<string, number>;
  readonly postures: Map<string, number>;
  readonly destinations: Set<string>;
  readonly findings: FindingRecord[];
}

/** By UID; of flows without an app under undefined. */
export type AppTallies = Map<number | undefined, Tally>;

/** What needs no judgement: `flows` in the order of the output; `channels`: the app of each. */
export function tallyApps(flows: Iterable<ChannelFlow>, channels: Iterable<AppRecord | undefined>): AppTallies {
  const tallies: AppTallies = new Map();
  for (const flow of flows) add(tallyOf(tallies, flow.app?.uid), flow);
  for (const app of channels) tallyOf(tallies, app?.uid).channels++;
  return tallies;
}

/** Takes the tallies. `captureBytes`: IP-layer bytes of all flows. Apps by UID, flows without an app last. */
export function summariseApps(
  tallies: AppTallies,
  { findings, areas }: JudgedApps,
  coverage: readonly CoverageRecord[],
  captureBytes: number,
): AppSummaryRecord[] {
  for (const finding of findings) tallyOf(tallies, finding.app.uid).findings.push(finding);
  return [...tallies.entries()]
    .filter(([, tally]) => tally.flows > 0)
    .sort(([a], [b]) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY))
    .map(([uid, tally]) =>
      summarise(uid, tally, uid === undefined ? undefined : areas.get(uid), coverage, captureBytes),
    );
}

function tallyOf(tallies: AppTallies, uid: number | undefined): Tally {
  let tally = tallies.get(uid);
  if (tally === undefined) {
    tally = {
      app: undefined,
      packages: new Set(),
      flows: 0,
      channels: 0,
      packets: 0,
      bytesUp: 0,
      bytesDown: 0,
      classes: new Map(),
      services: new Map(),
      levels: new Map(),
      versions: new Map(),
      postures: new Map(),
      destinations: new Set(),
      findings: [],
    };
    tallies.set(uid, tally);
  }
  return tally;
}

function add(tally: Tally, flow: ChannelFlow): void {
  const { app } = flow;
  if (tally.flows++ === 0) tally.app = app;
  if (app !== undefined) for (const name of app.packages) tally.packages.add(name);
  tally.packets += flow.packets;
  tally.bytesUp += flow.bytesUp;
  tally.bytesDown += flow.bytesDown;
  count(tally.classes, flow.encryptionClass);
  count(tally.services, flow.service);
  count(tally.levels, flow.app?.level);
  count(tally.versions, flow.tlsVersion);
  count(tally.postures, flow.crypto);
  tally.destinations.add(flow.domain ?? flow.destinationIp);
}

function summarise(
  uid: number | undefined,
  tally: Tally,
  judged: Readonly<Record<EvidenceArea, AreaStatus>> | undefined,
  coverage: readonly CoverageRecord[],
  captureBytes: number,
): AppSummaryRecord {
  const { app, flows, findings, packets, bytesUp, bytesDown, classes, services, levels, versions, postures } = tally;
  const verdict = VERDICTS_BY_WEIGHT.find((name) => findings.some((finding) => finding.verdict === name));
  return {
    ...(uid === undefined ? {} : { uid }),
    packages: [...tally.packages].sort(),
    ...(app?.label === undefined ? {} : { label: app.label }),
    flows,
    channels: tally.channels,
    packets,
    bytes_up: bytesUp,
    bytes_down: bytesDown,
    encryption: toRecord(classes, (flowCount) => significant(flowCount / flows)),
    services: toRecord(services),
    destinations: tally.destinations.size,
    byte_share: captureBytes > 0 ? significant((bytesUp + bytesDown) / captureBytes) : 0,
    attribution: toRecord(levels),
    areas: areasOf(uid, findings, judged, coverage, classes.has('custom') || classes.has('embedded')),
    findings: findings.map((finding) => finding.finding_id),
    ...(verdict === undefined ? {} : { verdict }),
    tls_versions: toRecord(versions),
    ...(postures.size === 0 ? {} : { crypto: summariseCrypto(postures) }),
  };
}

/** A finding's word first; the network area is observed with any ciphertext that nothing explains, structured or not. */
function areasOf(
  uid: number | undefined,
  findings: readonly FindingRecord[],
  own: Readonly<Record<EvidenceArea, AreaStatus>> | undefined,
  coverage: readonly CoverageRecord[],
  hasUnexplained: boolean,
): Record<EvidenceArea, AreaStatus> {
  const status = (area: EvidenceArea): AreaStatus => {
    const judged = findings.map((finding) => finding.areas[area].status);
    const told = AREA_STATUS_BY_WEIGHT.find((name) => judged.includes(name));
    if (told !== undefined) return told;
    const alone = own?.[area];
    if (alone === 'observed' || alone === 'explained') return alone;
    if (!isCollected(coverage, area, uid)) return 'not_collected';
    return area === EvidenceArea.networkTransmission && hasUnexplained ? 'observed' : 'not_observed';
  };
  return Object.fromEntries(Object.values(EvidenceArea).map((area) => [area, status(area)])) as Record<
    EvidenceArea,
    AreaStatus
  >;
}

/** A row about another app alone says nothing about this one: nobody was looking. */
function isCollected(coverage: readonly CoverageRecord[], area: EvidenceArea, uid: number | undefined): boolean {
  return coverage.some(
    (row) =>
      row.area === area &&
      row.status !== 'none' &&
      (row.app === undefined || (uid !== undefined && row.app.uid === uid)),
  );
}

function count(counts: Map<string, number>, key: string | undefined): void {
  if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** By key, so that the order of flows does not show. */
function toRecord(
  counts: ReadonlyMap<string, number>,
  value: (count: number) => number = (x) => x,
): Record<string, number> {
  const entries = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, number]) => [key, value(number)]));
}
