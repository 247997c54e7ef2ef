// Flows and apps as STIX 2.1 cyber-observables (§6): addresses, network traffic, domain names, software.

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { FlowEndpointRecord, FlowRecord } from '../flows/flow-record.ts';
import { laterInstant } from './record-instant.ts';
import { observableId } from './stix-object.ts';

export const TRANSPORTS_WITH_PORTS: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp']);

export interface StixObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** `id` is that of the network-traffic object among `objects`. */
export function flowObservables(flow: FlowRecord): { id: string; objects: StixObject[] } {
  const source = address(flow.orig);
  const destination = address(flow.resp);
  const hasPorts = TRANSPORTS_WITH_PORTS.has(flow.transport);
  const protocols = [
    flow.orig.ip.includes(':') ? 'ipv6' : 'ipv4',
    flow.transport,
    ...(flow.service === undefined ? [] : [flow.service]),
  ].map((name) => name.toLowerCase());
  const ports = hasPorts ? { src_port: flow.orig.port, dst_port: flow.resp.port } : {};
  const contributing = {
    start: flow.start,
    end: laterInstant(flow.start, flow.duration_ms),
    src_ref: source.id,
    dst_ref: destination.id,
    ...ports,
    protocols,
  };
  const traffic: StixObject = {
    type: 'network-traffic',
    id: observableId('network-traffic', contributing),
    spec_version: '2.1',
    ...contributing,
    is_active: false,
    src_byte_count: flow.orig.bytes,
    dst_byte_count: flow.resp.bytes,
    src_packets: flow.orig.packets,
    dst_packets: flow.resp.packets,
  };
  return { id: traffic.id, objects: [source, destination, ...domainName(flow, destination, source), traffic] };
}

export function softwareOf({ app }: FindingRecord): StixObject | undefined {
  const [name] = app.packages;
  return name === undefined
    ? undefined
    : { type: 'software', id: observableId('software', { name }), spec_version: '2.1', name };
}

function address({ ip }: FlowEndpointRecord): StixObject {
  const type = ip.includes(':') ? 'ipv6-addr' : 'ipv4-addr';
  return { type, id: observableId(type, { value: ip }), spec_version: '2.1', value: ip };
}

function domainName(flow: FlowRecord, destination: StixObject, source: StixObject): StixObject[] {
  if (flow.domain === undefined) return [];
  const { id } = flow.local === 'resp' ? source : destination;
  return [
    {
      type: 'domain-name',
      id: observableId('domain-name', { value: flow.domain }),
      spec_version: '2.1',
      value: flow.domain,
      resolves_to_refs: [id],
    },
  ];
}
