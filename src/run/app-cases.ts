// From channels, logs and the user's word to the cases that evidence judges: one an app, and one a channel where no app is known.

import type { AppCase, FlowSends, PlacedCrypto } from '../evidence/app-case.ts';
import type { Channel } from '../features/channel.ts';
import type { AppRecord } from '../flows/flow-record.ts';
import { type ParameterSettings, parametersOf } from '../models/analytic-parameters.ts';
import type { AppHistory } from '../models/app-history.ts';
import type { KnownApp } from '../models/app-identity.ts';
import type { JudgedChannel } from '../models/channel-judgement.ts';
import type { ChannelJudgements } from '../models/channel-judgements.ts';
import type { Destination } from '../models/destination-pattern.ts';
import { type Catalogue, expectationOf } from '../models/expectation.ts';
import { AppTimeline } from '../telemetry/app-timeline.ts';
import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import { type DeviceEventLog, isCryptoAction } from '../telemetry/device-event-log.ts';
import { StateWatch } from '../telemetry/state-watch.ts';
import type { AppInventoryRow } from '../telemetry/telemetry-event.ts';
import type { Telemetry } from '../telemetry/telemetry-reader.ts';

export interface CaseSources {
  readonly channels: Pick<ChannelJudgements, 'owned' | 'unowned'>;
  /** When the first flow of the capture began. */
  readonly captureFromUs: number;
  readonly telemetry: Telemetry;
  readonly coverage: readonly CoverageRecord[];
  readonly catalogue: Catalogue | undefined;
  readonly parameters: ParameterSettings;
  /** By package, or `uid N`. */
  readonly historyOf: (app: string, signerSha256: string | undefined) => AppHistory | undefined;
  readonly keySightingOf?: AppCase['keySightingOf'];
  readonly destinationOf: (channel: Channel) => Destination;
}

/** Events of one app that are looked at; an app that logs more is cut, and the cut is counted. */
const MAX_EVENTS = 200_000;

export interface Cases {
  /** By UID. */
  readonly apps: AppCase[];
  /** One a channel without an app, each made when it is asked for. */
  readonly unowned: Iterable<AppCase>;
  readonly eventsLeftOut: number;
}

export function appCases(sources: CaseSources): Cases {
  const { channels, captureFromUs, telemetry } = sources;
  const byUid = new Map<number, JudgedChannel[]>();
  for (const judged of channels.owned()) {
    const { uid } = judged.channel.app as AppRecord;
    const known = byUid.get(uid);
    if (known === undefined) byUid.set(uid, [judged]);
    else known.push(judged);
  }
  const watch = new StateWatch(telemetry.events, flowStarts(byUid.values()));
  const keyLogFromUs = keyLogFrom(telemetry);
  const times = { captureFromUs, cryptoLogFromUs: keyLogFromUs };
  let eventsLeftOut = 0;
  const apps = [...byUid]
    .sort(([a], [b]) => a - b)
    .map(([uid, own]): AppCase => {
      const { crypto, leftOut } = cryptoOf(telemetry.events, uid);
      eventsLeftOut += leftOut;
      const states = watch.of(uid);
      const timeline = states.length === 0 ? undefined : new AppTimeline(states, watch.device, watch.endUs);
      const cryptoLogFromUs = least(keyLogFromUs, crypto[0]?.captureUs);
      return { ...caseOf(sources, uid, own, { captureFromUs, cryptoLogFromUs }), crypto, timeline };
    });
  return { apps, unowned: unownedCases(sources, times), eventsLeftOut };
}

function* unownedCases(sources: CaseSources, times: CaseTimes): Generator<AppCase> {
  for (const judged of sources.channels.unowned()) yield caseOf(sources, undefined, [judged], times);
}

/** The same cases with what the second reading of the capture found. */
export function withSends(cases: readonly AppCase[], sends: ReadonlyMap<number, readonly FlowSends[]>): AppCase[] {
  return cases.map((app) => {
    const own = app.uid === undefined ? undefined : sends.get(app.uid);
    return own === undefined ? app : { ...app, sends: own };
  });
}

type CaseTimes = Pick<AppCase, 'captureFromUs' | 'cryptoLogFromUs'>;

function caseOf(
  { telemetry, catalogue, parameters, historyOf, keySightingOf, destinationOf }: CaseSources,
  uid: number | undefined,
  channels: readonly JudgedChannel[],
  times: CaseTimes,
): AppCase {
  const { device } = channels[0].channel;
  const packages = packagesOf(channels);
  const known = knownApp(packages, telemetry);
  return {
    uid,
    packages,
    device,
    known,
    channels,
    sentToUs: lastEndUs(channels),
    crypto: [],
    ...times,
    timeline: undefined,
    sends: undefined,
    expectation: expectationOf(catalogue, known),
    ...(keySightingOf === undefined ? {} : { keySightingOf }),
    history: uid === undefined ? undefined : historyOf(packages[0] ?? `uid ${uid}`, known.signerSha256),
    parameters: parametersOf(parameters, packages),
    destinationOf,
  };
}

function knownApp(packages: readonly string[], { inventory }: Telemetry): KnownApp {
  const rows = packages.flatMap((name) => inventory.rowsOf(name));
  const first = <T>(read: (row: AppInventoryRow) => T | undefined) =>
    rows.map(read).find((value) => value !== undefined);
  return {
    packages,
    signerSha256: first((row) => row.signerSha256),
    installer: first((row) => row.installer),
    permissions: first((row) => row.permissionsGranted ?? row.permissions),
    category: first((row) => row.category),
  };
}

function cryptoOf(events: DeviceEventLog, uid: number): { crypto: PlacedCrypto[]; leftOut: number } {
  const crypto: PlacedCrypto[] = [];
  let leftOut = 0;
  for (const { event, captureUs, source } of events.select({ uid })) {
    if (!isCryptoAction(event.action)) continue;
    if (crypto.length >= MAX_EVENTS) leftOut++;
    else crypto.push({ event: event as PlacedCrypto['event'], captureUs, source });
  }
  return { crypto, leftOut };
}

/** The earliest event of a log that watches the keys of every app; a trace of one app says nothing of another. */
function keyLogFrom({ files, events }: Telemetry): number | undefined {
  const logs = new Set(
    files.flatMap(({ eventLog, watched }) =>
      eventLog !== undefined && watched.has(EvidenceArea.keyLifecycle) ? [eventLog] : [],
    ),
  );
  for (const row of events.rows())
    if (logs.has(events.file[row]) && isCryptoAction(events.actionOf(row))) return events.captureUs[row];
  return undefined;
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

/** One UID may be several packages, of which the flows name now one and now another. */
function packagesOf(channels: readonly JudgedChannel[]): string[] {
  const packages = new Set<string>();
  let last: AppRecord | undefined;
  for (const { channel } of channels) {
    for (const { app } of channel.flows) {
      if (app !== undefined && app !== last) for (const name of app.packages) packages.add(name);
      last = app;
    }
  }
  return [...packages].sort();
}

function lastEndUs(channels: readonly JudgedChannel[]): number {
  let lastUs = Number.NEGATIVE_INFINITY;
  for (const { channel } of channels) for (const { endUs } of channel.flows) lastUs = Math.max(lastUs, endUs);
  return lastUs;
}

/** Ascending. */
function flowStarts(apps: Iterable<readonly JudgedChannel[]>): Float64Array {
  const starts: number[] = [];
  for (const channels of apps)
    for (const { channel } of channels) for (const { startUs } of channel.flows) starts.push(startUs);
  return Float64Array.from(starts).sort();
}
