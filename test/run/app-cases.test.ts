import { describe, expect, it } from 'vitest';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { judgeChannels } from '../../src/models/channel-judgements.ts';
import { appCases, withSends } from '../../src/run/app-cases.ts';
import { emptyTelemetry } from '../../src/telemetry/telemetry-reader.ts';
import { app, channelFlow, type FlowPlan, START_US } from '../support/channel-flow.ts';

const origin = { dataset: 'test', line: 7 };

function cases(plans: FlowPlan[]) {
  const telemetry = emptyTelemetry();
  telemetry.events.beginFile('events.ndjson');
  telemetry.events.add({ ...origin, action: 'sign', timeUs: START_US, uid: 10101 });
  telemetry.events.add({ ...origin, action: 'activity_resumed', timeUs: START_US + 1e6, uid: 10101 });
  telemetry.events.add({ ...origin, action: 'screen_off', timeUs: START_US + 2e6 });
  telemetry.events.add({ ...origin, action: 'sign', timeUs: START_US, uid: 10102 });
  telemetry.inventory.add({
    ...origin,
    action: 'app_inventory',
    packageName: 'com.example.app10101',
    uid: 10101,
    signerSha256: 'ab'.repeat(32),
    installer: 'store',
  });
  const channels = judgeChannels(groupChannels(plans.map((plan, i) => channelFlow(i, plan))));
  const sources = {
    channels,
    captureFromUs: START_US,
    telemetry,
    coverage: [],
    catalogue: undefined,
    historyOf: () => undefined,
    parameters: {},
  };
  const { apps, unowned } = appCases({ ...sources, destinationOf: () => ({ names: [], addresses: [] }) });
  return [...apps, ...unowned];
}

describe('the cases of a run', () => {
  it('are one an app with its events, states and identity', () => {
    const [first, second] = cases([{ app: app(10102) }, { app: app(10101) }, { app: app(10101), port: 1 }]);
    expect([first?.uid, second?.uid]).toEqual([10101, 10102]);
    expect(first?.channels).toHaveLength(2);
    expect(first?.crypto.map(({ event, source }) => [event.action, source])).toEqual([['sign', 'events.ndjson:7']]);
    expect(first?.known).toMatchObject({ signerSha256: 'ab'.repeat(32), installer: 'store' });
    expect(first?.timeline?.at(START_US + 1.5e6).state).toBe('foreground');
    expect(first?.timeline?.at(START_US + 2e6).state).toBe('background');
    expect(second?.timeline).toBeUndefined();
  });

  it('are one a channel where no app is known, and none of a channel that is explained', () => {
    const found = cases([{}, { port: 1 }, { port: 2, encryptionClass: 'standard' }]);
    expect(found.map(({ uid, channels }) => [uid, channels.length])).toEqual([
      [undefined, 1],
      [undefined, 1],
    ]);
  });

  it('name every package of a UID that several share', () => {
    const shared = { ...app(10101), packages: ['com.example.b'] };
    const [one] = cases([{ app: shared }, { app: { ...shared, packages: ['com.example.a'] }, port: 1 }]);
    expect(one?.packages).toEqual(['com.example.a', 'com.example.b']);
  });

  it('know since when somebody looked at the keys of this app: a trace of another one did not', () => {
    const [first, second] = cases([{ app: app(10101) }, { app: app(10103) }]);
    expect([first?.cryptoLogFromUs, second?.cryptoLogFromUs]).toEqual([START_US, undefined]);
  });

  it('take what the second reading found', () => {
    const sends = [{ flowId: 'x', channelId: 'y', sends: [], matches: [] }];
    const [first, second] = withSends(cases([{ app: app(10101) }, { app: app(10102) }]), new Map([[10101, sends]]));
    expect(first?.sends).toBe(sends);
    expect(second?.sends).toBeUndefined();
  });
});
