// The channels of findings, out of the flows that were written: what rules of an allowlist ask about. Filled by one pass over all flows; kept are
// those of the apps that have a finding. Bounded: a channel that finds no place is one that no rule can hide.

import type { CitedChannel } from '../evidence/allowed-finding.ts';
import type { FindingRecord } from '../evidence/finding-record.ts';
import { hostAndPort } from '../features/destination-text.ts';
import type { AttributionLevel } from '../flows/flow-record.ts';
import type { SpokenKind } from '../models/allowlist.ts';
import type { DestinationName } from '../models/destination-pattern.ts';
import { isUnexplainedClass } from '../models/unexplained-class.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import { type FlowHead, sidesOf } from './flow-rows-builder.ts';

const CHANNELS_KEPT = 65_536;
/** Of one channel: names, addresses, kinds. */
const FACTS_KEPT = 256;

interface KeptChannel {
  text: string;
  transport: string;
  port: number;
  names: Map<string, DestinationName>;
  addresses: Set<string>;
  /** What flows with unexplained ciphertext are, and what all are. */
  unexplained: Map<string, SpokenKind>;
  every: Map<string, SpokenKind>;
  counts: { unexplained: number; every: number };
  cited: Set<string>;
  levels: Set<AttributionLevel>;
  isWhole: boolean;
}

export class CitedChannels {
  readonly #apps: ReadonlySet<number | undefined>;
  readonly #ids: ReadonlySet<string>;
  readonly #channels = new Map<string, KeptChannel>();
  readonly #byFlow = new Map<string, KeptChannel>();

  constructor(findings: readonly FindingRecord[]) {
    this.#apps = new Set(findings.map(({ app }) => app.uid));
    this.#ids = new Set(findings.flatMap(({ evidence }) => evidence.flatMap(({ flows }) => flows)));
  }

  add(flow: FlowHead): void {
    if (!this.#apps.has(flow.app?.uid)) return;
    const { remote } = sidesOf(flow);
    const host = flow.domain ?? remote.ip;
    const key = `${flow.app?.uid ?? ''} ${flow.transport} ${flow.resp.port} ${host}`;
    let channel = this.#channels.get(key);
    if (channel === undefined) {
      if (this.#channels.size >= CHANNELS_KEPT) return;
      channel = newChannel(flow, host);
      this.#channels.set(key, channel);
    }
    fill(channel, flow, remote.ip);
    if (!this.#ids.has(flow.flow_id)) return;
    channel.cited.add(flow.flow_id);
    if (flow.app !== undefined) channel.levels.add(flow.app.level);
    this.#byFlow.set(flow.flow_id, channel);
  }

  /** Those with evidence of the network area, in the order of the evidence. */
  of(finding: FindingRecord): CitedChannel[] {
    const network = finding.evidence.filter(({ area }) => area === EvidenceArea.networkTransmission);
    const channels = new Set(network.flatMap(({ flows }) => flows.map((id) => this.#byFlow.get(id))));
    return [...channels]
      .filter((channel) => channel?.isWhole === true)
      .map((channel) => citedChannel(channel as KeptChannel));
  }
}

function newChannel({ transport, resp }: FlowHead, host: string): KeptChannel {
  const { port } = resp;
  return {
    text: `${hostAndPort(host, port, transport)} over ${transport}`,
    transport,
    port,
    names: new Map(),
    addresses: new Set(),
    unexplained: new Map(),
    every: new Map(),
    counts: { unexplained: 0, every: 0 },
    cited: new Set(),
    levels: new Set(),
    isWhole: true,
  };
}

function fill(channel: KeptChannel, flow: FlowHead, ip: string): void {
  const { encryption, service, domain, domain_source: source, tls } = flow;
  const name = (kind: DestinationName['kind'], text: string | undefined) => {
    if (text !== undefined && channel.names.size < FACTS_KEPT)
      channel.names.set(`${kind} ${text}`, { kind, name: text });
  };
  name(source ?? 'dns', domain);
  name('sni', tls?.server_name);
  for (const text of tls?.certificate?.names ?? []) name('san', text);
  if (channel.addresses.size < FACTS_KEPT) channel.addresses.add(ip);
  const spoken = { class: encryption.class, scheme: encryption.scheme, service };
  const key = `${spoken.class}\n${spoken.scheme ?? ''}\n${spoken.service ?? ''}`;
  // A rule must allow every kind: where some are not kept, none can be said to.
  if (channel.every.size >= FACTS_KEPT && !channel.every.has(key)) {
    channel.isWhole = false;
    return;
  }
  channel.every.set(key, spoken);
  channel.counts.every += 1;
  if (isUnexplainedClass(encryption.class)) {
    channel.unexplained.set(key, spoken);
    channel.counts.unexplained += 1;
  }
}

/** Flows that count are those whose ciphertext nothing explains, else all. */
function citedChannel(channel: KeptChannel): CitedChannel {
  const { text, transport, port, names, addresses, unexplained, every, counts, cited, levels } = channel;
  const isUnexplained = unexplained.size > 0;
  return {
    text,
    transport,
    port,
    destination: { names: [...names.values()], addresses: [...addresses] },
    spoken: [...(isUnexplained ? unexplained : every).values()],
    cited,
    flows: isUnexplained ? counts.unexplained : counts.every,
    levels,
  };
}
