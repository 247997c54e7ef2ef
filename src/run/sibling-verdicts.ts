// Judges flows again beside those to the same address and port, then beside those to the same port of other servers, once the whole capture was
// read. Most services have no flow that needs it.

import { BatchFlag } from '../flows/flow-batch.ts';
import { GATHERED_FLOWS } from '../flows/flow-index.ts';
import { sampledMessages } from '../flows/sibling-samples.ts';
import { judgeAcrossServers, MIN_SERVERS } from '../models/server-siblings.ts';
import type { SiblingFlow } from '../models/sibling-flow.ts';
import { IMITATION, judgeSiblings } from '../models/sibling-judgement.ts';
import type { ResolvedFlows } from './resolved-flows.ts';

const MAX_PORTS = 2 ** 16;
/** Flows to one address and port that are looked at together. */
const MOST_SIBLINGS = 4096;
/** More are judged by themselves. */
const MOST_OF_ONE_SERVER = 3;

export function judgeAllSiblings(flows: ResolvedFlows): void {
  const services = new Map<number, number[]>();
  for (let rank = 0; rank < flows.count; rank++) {
    if (isOpen(flows, rank)) services.set(serviceOf(flows, rank), []);
  }
  if (services.size === 0) return;
  for (let rank = 0; rank < flows.count; rank++) {
    const ranks = services.get(serviceOf(flows, rank));
    if (ranks === undefined || ranks.length === MOST_SIBLINGS || flows.has(rank, BatchFlag.empty)) continue;
    // A busy resolver answers more lookups than that: those that carry nothing say nothing.
    if (flows.service(rank) !== 'dns' || hasSample(flows, rank)) ranks.push(rank);
  }
  for (const ranks of fetched(flows, services.values())) {
    const anew = judgeSiblings(ranks.map((rank) => siblingOf(flows, rank)));
    for (const [at, record] of anew) flows.anew.set(ranks[at], record);
  }
  judgeServers(flows, services);
}

/** Those that so few went to one address with that they could not be judged there, beside flows to the same port of others. */
function judgeServers(flows: ResolvedFlows, services: ReadonlyMap<number, readonly number[]>): void {
  const clients = new Map<string, number[]>();
  for (const ranks of services.values()) {
    if (ranks.length > MOST_OF_ONE_SERVER) continue;
    for (const rank of ranks) {
      if (!flows.has(rank, BatchFlag.byBytes) || !hasSample(flows, rank) || flows.anew.of(rank) !== undefined) continue;
      const client = `${flows.addressId(rank, 0)} ${flows.port(rank, 1)} ${flows.transport(rank)}`;
      const beside = clients.get(client);
      if (beside === undefined) clients.set(client, [rank]);
      else if (beside.length < MOST_SIBLINGS) beside.push(rank);
    }
  }
  const several = [...clients.values()].filter((ranks) => serversOf(flows, ranks) >= MIN_SERVERS);
  for (const ranks of fetched(flows, several)) {
    const anew = judgeAcrossServers(ranks.map((rank) => siblingOf(flows, rank)));
    for (const [at, record] of anew) flows.anew.set(ranks[at], record);
  }
}

function serversOf(flows: ResolvedFlows, ranks: readonly number[]): number {
  return ranks.length < MIN_SERVERS ? 0 : new Set(ranks.map((rank) => flows.addressId(rank, 1))).size;
}

/** The services of several flows. Siblings lie apart in time: where flows wait on disk, those of many services are fetched at once. */
function* fetched(flows: ResolvedFlows, services: Iterable<number[]>): Generator<number[]> {
  let ahead: number[][] = [];
  let count = 0;
  for (const ranks of services) {
    if (ranks.length < 2) continue;
    if (count + ranks.length > GATHERED_FLOWS) {
      yield* gathered(flows, ahead);
      ahead = [];
      count = 0;
    }
    ahead.push(ranks);
    count += ranks.length;
  }
  yield* gathered(flows, ahead);
}

function gathered({ index, order }: ResolvedFlows, services: number[][]): number[][] {
  if (index.isOnDisk) index.gather(Uint32Array.from(services.flat(), (rank) => order[rank]));
  return services;
}

/** What its siblings say may change what it is. */
function isOpen(flows: ResolvedFlows, rank: number): boolean {
  return (
    flows.has(rank, BatchFlag.byBytes) ||
    isRecordsOnly(flows, rank) ||
    hasSample(flows, rank) ||
    isDoubtful(flows, rank)
  );
}

function isRecordsOnly(flows: ResolvedFlows, rank: number): boolean {
  if (flows.has(rank, BatchFlag.startSeen) || flows.service(rank) !== 'tls') return false;
  return flows.tlsVersion(rank) === undefined;
}

/** An imitation of which too little was seen to say what it hides. */
function isDoubtful(flows: ResolvedFlows, rank: number): boolean {
  return flows.encryptionClass(rank) !== 'custom' && flows.service(rank)?.startsWith(IMITATION) === true;
}

function hasSample(flows: ResolvedFlows, rank: number): boolean {
  return flows.batch(rank).siblingSamples.bytes[flows.row(rank)] > 0;
}

/** The same number for the same address, port and transport of the responder. */
function serviceOf(flows: ResolvedFlows, rank: number): number {
  const isTcp = flows.transport(rank) === 'tcp' ? 1 : 0;
  return (flows.addressId(rank, 1) * MAX_PORTS + flows.port(rank, 1)) * 2 + isTcp;
}

function siblingOf(flows: ResolvedFlows, rank: number): SiblingFlow {
  return {
    class: flows.encryptionClass(rank),
    confidence: flows.confidence(rank),
    scheme: flows.scheme(rank),
    service: flows.service(rank),
    transport: flows.transport(rank),
    firstFrame: flows.batch(rank).firstFrame[flows.row(rank)],
    startSeen: flows.has(rank, BatchFlag.startSeen),
    isByBytes: flows.has(rank, BatchFlag.byBytes),
    isRecordsOnly: isRecordsOnly(flows, rank),
    isByKind: flows.has(rank, BatchFlag.byKind),
    messages: () => sampledMessages(flows.batch(rank).siblingSamples, flows.row(rank)),
  };
}
