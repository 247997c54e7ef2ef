// Cases of one app for tests of evidence: flows as given, events of keys, ciphers and states by seconds after the start.

import type { AppCase, PlacedCrypto } from '../../src/evidence/app-case.ts';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { type AnalyticParameters, DEFAULT_PARAMETERS } from '../../src/models/analytic-parameters.ts';
import { judgeChannels } from '../../src/models/channel-judgements.ts';
import { expectationOf } from '../../src/models/expectation.ts';
import { AppTimeline, type PlacedState } from '../../src/telemetry/app-timeline.ts';
import type { CryptoEvent } from '../../src/telemetry/crypto-event.ts';
import type { StateEvent } from '../../src/telemetry/state-event.ts';
import { channelFlow, type FlowPlan, START_US } from './channel-flow.ts';

export interface CasePlan extends Partial<Omit<AppCase, 'channels' | 'crypto' | 'timeline' | 'parameters'>> {
  crypto?: PlacedCrypto[];
  states?: PlacedState[];
  parameters?: Partial<AnalyticParameters>;
}

/** One case of `plans`, all of one app or of none. */
export function appCase(plans: FlowPlan[], { crypto = [], states, parameters = {}, ...rest }: CasePlan = {}): AppCase {
  const flows = plans.map((plan, i) => channelFlow(i, plan));
  const { app, device } = flows[0]!;
  const packages = app?.packages ?? [];
  const known = {
    packages,
    signerSha256: undefined,
    installer: undefined,
    permissions: undefined,
    category: undefined,
  };
  return {
    uid: app?.uid,
    packages,
    device,
    known,
    channels: [...judgeChannels(groupChannels(flows))],
    crypto,
    captureFromUs: flows[0]!.startUs,
    // Nothing is too late, unless the test says so.
    sentToUs: Number.POSITIVE_INFINITY,
    cryptoLogFromUs: crypto[0]?.captureUs,
    timeline: states === undefined ? undefined : new AppTimeline(states, [], START_US + 1e12),
    sends: undefined,
    expectation: expectationOf(undefined, known),
    history: undefined,
    parameters: { ...DEFAULT_PARAMETERS, ...parameters },
    destinationOf: (channel) => ({
      names: channel.domain === undefined ? [] : [{ kind: 'sni', name: channel.domain }],
      addresses: channel.ip === undefined ? [] : [channel.ip],
    }),
    ...rest,
  };
}

/** Cases as the run makes them: one an app, one a channel where none is known. */
export function appCases(plans: FlowPlan[], plan: CasePlan = {}): AppCase[] {
  const flows = plans.map((one, i) => channelFlow(i, one));
  const channels = [...judgeChannels(groupChannels(flows))];
  const uids = [...new Set(channels.flatMap(({ channel }) => channel.app?.uid ?? []))];
  const own = uids.map((uid) => channels.filter(({ channel }) => channel.app?.uid === uid));
  const unowned = channels.filter(({ channel }) => channel.app === undefined).map((judged) => [judged]);
  return [...own, ...unowned].map((list) => {
    const { app, device } = list[0]!.channel;
    const packages = app?.packages ?? [];
    return { ...appCase([{}], plan), uid: app?.uid, packages, device, channels: list };
  });
}

export function crypto(at: number, action: CryptoEvent['action'], fields: Partial<CryptoEvent> = {}): PlacedCrypto {
  const captureUs = START_US + at * 1e6;
  const event: CryptoEvent = { action, timeUs: captureUs, dataset: 'test', line: 1, outcome: 'success', ...fields };
  return { event, captureUs, source: `crypto.ndjson:${Math.round(at * 1000) + 1}` };
}

export function state(at: number, action: StateEvent['action'], fields: Partial<StateEvent> = {}): PlacedState {
  const captureUs = START_US + at * 1e6;
  return {
    event: { action, timeUs: captureUs, dataset: 'test', line: 1, ...fields },
    captureUs,
    source: `state.ndjson:${Math.round(at * 1000) + 1}`,
  };
}
