// From channels and logs to findings: cases are made, the capture is read a second time where crypto logs ask for it, evidence is scored, and the
// allowlist is held against what would be reported.

import { chosenAnalytics } from '../evidence/analytic.ts';
import type { AppCase } from '../evidence/app-case.ts';
import { backgroundShares } from '../evidence/background-share.ts';
import { type JudgedApps, judgeApps } from '../evidence/findings.ts';
import type { Channel } from '../features/channel.ts';
import { Allowlist } from '../models/allowlist.ts';
import type { ChannelJudgements } from '../models/channel-judgements.ts';
import type { Destination, DestinationName } from '../models/destination-pattern.ts';
import type { PolicyManifest } from '../report/manifest-record.ts';
import type { CoverageRecord } from '../telemetry/coverage-record.ts';
import type { Telemetry } from '../telemetry/telemetry-reader.ts';
import { appCases, withSends } from './app-cases.ts';
import type { FlowReader } from './flow-reader.ts';
import type { LakeHistory } from './lake-history.ts';
import type { WatchPiece } from './piece-packets.ts';
import type { Policy } from './policy.ts';
import type { ResolvedFlows } from './resolved-flows.ts';
import { watchFlows } from './watch-flows.ts';

export interface JudgementTask {
  readonly channels: ChannelJudgements;
  /** When the first flow of the capture began. */
  readonly captureFromUs: number;
  readonly flows: ResolvedFlows;
  /** Undefined: flow lines were not made, and certificates are not asked. */
  readonly reader: FlowReader | undefined;
  readonly telemetry: Telemetry;
  readonly coverage: readonly CoverageRecord[];
  readonly policy: Policy;
  readonly history: LakeHistory | undefined;
  /** Undefined: the capture came as a stream and is gone. */
  readonly pieces: readonly WatchPiece[] | undefined;
  /** Of the last packet. */
  readonly lastUs: number | undefined;
}

export interface Judgement extends JudgedApps {
  readonly policy: PolicyManifest | undefined;
  readonly counts: Record<string, number>;
  /** By UID. */
  readonly backgroundShares: ReadonlyMap<number, number>;
}

export async function judge(task: JudgementTask): Promise<Judgement> {
  const { policy, flows, pieces } = task;
  const parameters = policy.parameters?.value ?? {};
  const { apps, unowned, eventsLeftOut } = appCases({
    channels: task.channels,
    captureFromUs: task.captureFromUs,
    telemetry: task.telemetry,
    coverage: task.coverage,
    catalogue: policy.catalogue?.value,
    parameters,
    historyOf: (app, signer) => task.history?.of(app, signer),
    ...(task.history === undefined ? {} : { keySightingOf: task.history.sightingOf }),
    destinationOf: (channel) => destinationOf(channel, task),
  });
  const watched = apps.flatMap(({ uid, channels, crypto }) =>
    uid === undefined || crypto.length === 0 ? [] : [{ uid, channels, crypto }],
  );
  const found = pieces === undefined || watched.length === 0 ? undefined : await watchFlows(pieces, flows, watched);
  const allowlist =
    policy.allowlist === undefined ? undefined : new Allowlist(policy.allowlist.value.rules, task.lastUs ?? 0);
  const judged = judgeApps(
    inTurn(found === undefined ? apps : withSends(apps, found.sends), unowned),
    chosenAnalytics(parameters.analytics),
    task.coverage,
    allowlist,
  );
  return {
    ...judged,
    policy: policyManifest(policy, allowlist, task.history),
    backgroundShares: backgroundShares(apps),
    counts: {
      case_events_left_out: eventsLeftOut,
      watched_flows_left_out: found?.flowsLeftOut ?? 0,
      watched_bytes_dropped: found?.droppedBytes ?? 0,
    },
  };
}

function* inTurn(apps: readonly AppCase[], unowned: Iterable<AppCase>): Generator<AppCase> {
  yield* apps;
  yield* unowned;
}

/** Every name under which a channel's flows went: their own, the DNS answer's with its aliases, those of the certificate. */
function destinationOf(channel: Channel, { flows, reader }: JudgementTask): Destination {
  const names = new Map<string, DestinationName>();
  const addresses = new Set<string>();
  const add = (kind: DestinationName['kind'], name: string) => names.set(`${kind} ${name}`, { kind, name });
  for (const { index: rank, destinationIp } of channel.flows.slice(0, FLOWS_ASKED)) {
    addresses.add(destinationIp);
    const own = flows.domain(rank);
    if (own !== undefined) add(own.source, own.name);
    const hint = flows.dnsHint(rank);
    if (hint !== undefined) add('dns', hint.name);
    for (const alias of hint?.aliases ?? []) add('cname', alias);
    for (const name of reader?.certificateNames(flows, rank) ?? []) add('san', name);
  }
  return { names: [...names.values()], addresses: [...addresses] };
}

/** Of one channel: all of them go to one destination. */
const FLOWS_ASKED = 256;

function policyManifest(
  { allowlist, catalogue, parameters }: Policy,
  used: Allowlist | undefined,
  history: LakeHistory | undefined,
): PolicyManifest | undefined {
  if ([allowlist, catalogue, parameters, history].every((one) => one === undefined)) return undefined;
  return {
    ...(history === undefined ? {} : { lake: { sessions: history.sessions, apps: history.apps } }),
    ...(catalogue === undefined
      ? {}
      : { catalogue: { file: catalogue.file, sha256: catalogue.sha256, apps: catalogue.value.apps.length } }),
    ...(parameters === undefined ? {} : { parameters: { file: parameters.file, sha256: parameters.sha256 } }),
    ...(allowlist === undefined || used === undefined
      ? {}
      : { allowlist: { file: allowlist.file, sha256: allowlist.sha256, ...used.use() } }),
  };
}
