// Suricata's EVE JSON: a flow event for every flow, a tls event where a handshake was seen, and an alert for findings that are alerts, no others.
// Keys are those of Suricata's schema; what it has no key for stands in `metadata.flowvars` and `alert.metadata`, which are open.

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { FlowRecord, TlsRecord } from '../flows/flow-record.ts';
import { citedFlowIds } from './cited-flows.ts';
import { laterInstant } from './record-instant.ts';
import type { ReportFormat } from './report-format.ts';
import { jsonLine } from './safe-text.ts';
import { protocolVersion } from './tls-words.ts';

const PROTOCOLS: Readonly<Record<string, string>> = {
  tcp: 'TCP',
  udp: 'UDP',
  icmp: 'ICMP',
  'ipv6-icmp': 'IPv6-ICMP',
  sctp: 'SCTP',
};
const REASONS = {
  idle: 'timeout',
  active: 'timeout',
  ended: 'shutdown',
  forced: 'shutdown',
  resources: 'forced',
} as const;
/** Ids of local rules begin at a million (Suricata's user guide, "sid"); the analytic's own number is added. */
const FIRST_LOCAL_ID = 1_000_000;
/** JSON numbers keep 53 bits. */
const LOST_BITS = 11n;

export const eveFormat: ReportFormat = {
  name: 'eve',
  summary: "Suricata's EVE JSON: flow, tls and alert events",
  files: ['eve.json'],
  readers: 'Malcolm, Security Onion, Elastic, Splunk',
  async write(records, files) {
    const sink = await files.create('eve.json');
    const alerts = records.findings.filter(({ verdict }) => verdict === 'alert');
    const byFlow = new Map<string, FindingRecord[]>();
    for (const finding of alerts) {
      for (const id of citedFlowIds([finding])) byFlow.set(id, [...(byFlow.get(id) ?? []), finding]);
    }
    const captures = records.manifest.captures.map(({ file }) => file);
    for await (const flow of records.flows()) {
      const own = byFlow.get(flow.flow_id) ?? [];
      const common = commonKeys(flow, captures[flow.capture]);
      await sink.write(`${jsonLine(flowEvent(flow, common, own.length > 0))}\n`);
      if (flow.tls !== undefined) await sink.write(`${jsonLine(tlsEvent(flow.tls, flow.start, common))}\n`);
      for (const finding of own) await sink.write(`${jsonLine(alertEvent(finding, common))}\n`);
    }
  },
};

function commonKeys(flow: FlowRecord, capture: string | undefined): Record<string, unknown> {
  const hasPorts = flow.transport === 'tcp' || flow.transport === 'udp' || flow.transport === 'sctp';
  return {
    flow_id: Number(BigInt(`0x${flow.flow_id}`) >> LOST_BITS),
    ...(capture === undefined ? {} : { pcap_filename: capture }),
    src_ip: flow.orig.ip,
    ...(hasPorts ? { src_port: flow.orig.port } : {}),
    dest_ip: flow.resp.ip,
    ...(hasPorts ? { dest_port: flow.resp.port } : {}),
    ip_v: flow.orig.ip.includes(':') ? 6 : 4,
    proto: PROTOCOLS[flow.transport] ?? flow.transport,
    ...(flow.community_id === undefined ? {} : { community_id: flow.community_id }),
  };
}

function flowEvent(flow: FlowRecord, common: Record<string, unknown>, isAlerted: boolean): object {
  const end = laterInstant(flow.start, flow.duration_ms);
  return {
    timestamp: eveTime(end),
    event_type: 'flow',
    ...common,
    app_proto: flow.service ?? 'failed',
    flow: {
      pkts_toserver: flow.orig.packets,
      pkts_toclient: flow.resp.packets,
      bytes_toserver: flow.orig.bytes,
      bytes_toclient: flow.resp.bytes,
      start: eveTime(flow.start),
      end: eveTime(end),
      age: Math.round(flow.duration_ms / 1000),
      state: flow.end_reason === 'ended' ? 'closed' : flow.resp.packets > 0 ? 'established' : 'new',
      reason: REASONS[flow.end_reason],
      alerted: isAlerted,
    },
    metadata: { flowvars: flowVariables(flow) },
  };
}

function flowVariables(flow: FlowRecord): object[] {
  const variables: [string, string | number | undefined][] = [
    ['cipherscope.encryption_class', flow.encryption.class],
    ['cipherscope.encryption_scheme', flow.encryption.scheme],
    ['cipherscope.encryption_confidence', flow.encryption.confidence],
    ['cipherscope.uid', flow.app?.uid],
    ['cipherscope.packages', flow.app?.packages.join(',')],
    ['cipherscope.domain', flow.domain],
  ];
  return variables.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: String(value) }]));
}

function tlsEvent(tls: TlsRecord, start: string, common: Record<string, unknown>): object {
  const { certificate } = tls;
  return {
    timestamp: eveTime(start),
    event_type: 'tls',
    ...common,
    tls: {
      ...(certificate?.subject === undefined ? {} : { subject: certificate.subject }),
      ...(certificate?.issuer === undefined ? {} : { issuerdn: certificate.issuer }),
      ...(certificate?.names === undefined ? {} : { subjectaltname: certificate.names }),
      ...(tls.server_name === undefined ? {} : { sni: tls.server_name }),
      ...(tls.version === undefined ? {} : { version: suricataVersion(tls.version) }),
      ...(tls.resumed === undefined ? {} : { session_resumed: tls.resumed }),
      ...(tls.ja3 === undefined ? {} : { ja3: { hash: tls.ja3, string: tls.ja3_string ?? '' } }),
      ...(tls.ja3s === undefined ? {} : { ja3s: { hash: tls.ja3s, string: tls.ja3s_string ?? '' } }),
      ...(tls.ja4 === undefined ? {} : { ja4: tls.ja4 }),
    },
  };
}

function alertEvent(finding: FindingRecord, common: Record<string, unknown>): object {
  return {
    timestamp: eveTime(finding.window.end),
    event_type: 'alert',
    ...common,
    alert: {
      action: 'allowed',
      gid: 1,
      signature_id: FIRST_LOCAL_ID + Number(/^AN(\d{4})$/.exec(finding.analytic.id)?.[1] ?? 0),
      rev: 1,
      signature: `cipherscope ${finding.analytic.id}: ${finding.sentence}`,
      category: 'Malware Command and Control Activity Detected',
      severity: 1,
      metadata: {
        finding_id: [finding.finding_id],
        level: [finding.level],
        mitre_technique_id: [finding.technique],
        packages: finding.app.packages,
        ...(finding.app.uid === undefined ? {} : { uid: [String(finding.app.uid)] }),
      },
    },
  };
}

/** 'SSLv3', 'TLS 1.2', 'TLS 1.3 draft-28', as Suricata's SSLVersionToString() has them; it reads no DTLS. */
export function suricataVersion(name: string): string {
  const { protocol = 'tls', version = name, draft } = protocolVersion(name) ?? {};
  if (protocol === 'ssl') return `SSLv${version.slice(0, 1)}`;
  return `${protocol.toUpperCase()} ${version}${draft === undefined ? '' : ` draft-${draft}`}`;
}

/** 2026-11-23T08:44:17.465991+0000: Suricata's own form. */
function eveTime(time: string): string {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  return `${time.slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}+0000`;
}
