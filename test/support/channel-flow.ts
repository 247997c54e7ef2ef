// Builds a ChannelFlow for tests; measures are given by name, all others are unknown.

import type { ChannelFlow } from '../../src/features/channel.ts';
import { CHANNEL_MEASURES, type ChannelMeasure } from '../../src/features/channel-measures.ts';
import type { AppRecord } from '../../src/flows/flow-record.ts';

export const START_US = 1_767_225_600_000_000;

export interface FlowPlan extends Partial<Omit<ChannelFlow, 'measures' | 'measuresAt'>> {
  /** Seconds after START_US. */
  at?: number;
  seconds?: number;
  measured?: Partial<Record<ChannelMeasure, number>>;
}

export function channelFlow(index: number, plan: FlowPlan = {}): ChannelFlow {
  const { at = index, seconds = 1, measured = {}, ...rest } = plan;
  const startUs = START_US + at * 1e6;
  return {
    index,
    flowId: `flow-${index}`,
    firstFrame: index + 1,
    app: undefined,
    device: '10.0.2.15',
    destinationIp: '203.0.113.9',
    domain: undefined,
    port: 8443,
    transport: 'tcp',
    startUs,
    endUs: startUs + seconds * 1e6,
    packets: 10,
    bytesUp: 1000,
    bytesDown: 500,
    service: undefined,
    tlsVersion: undefined,
    encryptionClass: 'custom',
    scheme: undefined,
    confidence: 0.8,
    failedConnect: false,
    startSeen: true,
    // Some other flow's column stands first, as in a batch.
    measures: [...CHANNEL_MEASURES.map(() => 7), ...CHANNEL_MEASURES.map((name) => measured[name] ?? Number.NaN)],
    measuresAt: CHANNEL_MEASURES.length,
    ...rest,
  };
}

export function app(uid: number, name = `com.example.app${uid}`): AppRecord {
  return { uid, packages: [name], tier: 'S', confidence: 0.95, level: 'exact', sources: ['sockets.csv:2'] };
}
