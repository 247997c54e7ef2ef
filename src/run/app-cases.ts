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
import { AppTimeline, type PlacedState } from '../telemetry/app-timeline.ts';
import type { CoverageRecord } from '../telemetry/coverage-record.ts';
import { type DeviceEventLog, isCryptoAction, isStateAction } from '../telemetry/device-event-log.ts';
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
  const { states, endUs, ownerless } = deviceStates(telemetry.events);
  const times = { captureFromUs, cryptoLogFromUs: cryptoLogFrom(telemetry.events) };
  let eventsLeftOut = 0;
  const apps = [...byUid]
    .sort(([a], [b]) => a - b)
    .map(([uid, own]): AppCase => {
      const { crypto, leftOut } = cryptoOf(telemetry.events, uid);
      eventsLeftOut += leftOut;
      const ownStates = states.get(uid) ?? [];
      const timeline = ownStates.length === 0 ? undefined : new AppTimeline(ownStates, ownerless, endUs);
      return { ...caseOf(sources, uid, own, times), crypto, timeline };
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
  const { app, device } = channels[0].channel;
  const packages = app?.packages ?? [];
  const known = knownApp(packages, telemetry);
  return {
    uid,
    packages,
    device,
    known,
    channels,
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

function cryptoLogFrom(events: DeviceEventLog): number | undefined {
  for (const { event, captureUs } of events.select()) if (isCryptoAction(event.action)) return captureUs;
  return undefined;
}

/** State events by UID, those of the device, and the last moment that any of them tells. */
function deviceStates(events: DeviceEventLog): {
  states: Map<number, PlacedState[]>;
  ownerless: PlacedState[];
  endUs: number;
} {
  const states = new Map<number, PlacedState[]>();
  const ownerless: PlacedState[] = [];
  let endUs = Number.NEGATIVE_INFINITY;
  for (const { event, captureUs, source } of events.select()) {
    if (!isStateAction(event.action)) continue;
    const placed = { event: event as PlacedState['event'], captureUs, source };
    endUs = Math.max(endUs, captureUs);
    if (event.uid === undefined) {
      // Rows of an app whose UID nobody knows say nothing about the device.
      if (event.packageName === undefined && event.processName === undefined) ownerless.push(placed);
      continue;
    }
    const known = states.get(event.uid);
    if (known === undefined) states.set(event.uid, [placed]);
    else known.push(placed);
  }
  return { states, ownerless, endUs };
}
