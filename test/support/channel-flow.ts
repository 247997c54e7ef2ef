// Builds a ChannelFlow for tests; measures are given by name, all others are unknown.

import type { ChannelFlow } from '../../src/features/channel.ts';
import { CHANNEL_MEASURES, type ChannelMeasure } from '../../src/features/channel-measures.ts';
import type { AppRecord } from '../../src/flows/flow-record.ts';

export const START_US = 1_767_225_600_000_000;

export interface FlowPlan extends Partial<Omit<ChannelFlow, 'measure' | 'ownerId' | 'destinationId'>> {
  /** Seconds after START_US. */
  at?: number;
  seconds?: number;
  measured?: Partial<Record<ChannelMeasure, number>>;
}

export function channelFlow(index: number, plan: FlowPlan = {}): ChannelFlow {
  const { at = index, seconds = 1, measured = {}, ...rest } = plan;
  const startUs = START_US + at * 1e6;
  const flow = {
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
    query: undefined,
    messageTimesUs: undefined,
    keys: [],
    rsaFields: [],
    shape: undefined,
    tlsVersion: undefined,
    crypto: undefined,
    encryptionClass: 'custom' as const,
    scheme: undefined,
    confidence: 0.8,
    failedConnect: false,
    startSeen: true,
    measure: (position: number) => measured[CHANNEL_MEASURES[position] as ChannelMeasure] ?? Number.NaN,
    ...rest,
  };
  return {
    ...flow,
    ownerId: idOf(flow.app === undefined ? `d${flow.device ?? ''}` : `u${flow.app.uid}`),
    destinationId: idOf(flow.domain === undefined ? `a${flow.destinationIp}` : `n${flow.domain}`),
  };
}

const ids = new Map<string, number>();

function idOf(text: string): number {
  const id = ids.get(text) ?? ids.size;
  ids.set(text, id);
  return id;
}

export function app(uid: number, name = `com.example.app${uid}`): AppRecord {
  return { uid, packages: [name], tier: 'S', confidence: 0.95, level: 'exact', sources: ['sockets.csv:2'] };
}
