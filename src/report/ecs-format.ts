// Elastic Common Schema 9: an event a flow, a signal or alert a finding. JA4 and what else ECS has no field for is under `cipherscope`.

import { analyticOf } from '../evidence/analytic.ts';
import type { FindingRecord } from '../evidence/finding-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import { laterInstant } from './record-instant.ts';
import type { ReportFormat } from './report-format.ts';
import { jsonLine } from './safe-text.ts';
import { isEstablished, protocolVersion } from './tls-words.ts';

const IANA_NUMBERS: Readonly<Record<string, string>> = {
  icmp: '1',
  tcp: '6',
  udp: '17',
  'ipv6-icmp': '58',
  sctp: '132',
};
const ECS_VERSION = '9.4.0';
const MS_TO_NS = 1e6;
/** Of 100, by verdict: the bits of a score have no upper end. */
const RISK_SCORES = { alert: 90, observation: 40, expected: 5 } as const;

export const ecsFormat: ReportFormat = {
  name: 'ecs',
  summary: 'events in the Elastic Common Schema',
  files: ['flows.ecs.ndjson', 'findings.ecs.ndjson'],
  readers: 'Elastic, OpenSearch, Malcolm',
  async write(records, files) {
    const flows = await files.create('flows.ecs.ndjson');
    for await (const flow of records.flows()) await flows.write(`${jsonLine(flowEvent(flow))}\n`);
    const findings = await files.create('findings.ecs.ndjson');
    for (const finding of records.findings) await findings.write(`${jsonLine(findingEvent(finding))}\n`);
  },
};

export function flowEvent(flow: FlowRecord): object {
  const { tls, app } = flow;
  return {
    '@timestamp': flow.start,
    ecs: { version: ECS_VERSION },
    event: {
      kind: 'event',
      category: ['network'],
      type: ['connection', 'info'],
      action: 'network_flow',
      start: flow.start,
      end: laterInstant(flow.start, flow.duration_ms),
      duration: Math.round(flow.duration_ms * MS_TO_NS),
      module: 'cipherscope',
      dataset: 'cipherscope.flow',
      id: flow.flow_id,
    },
    network: {
      ...(flow.community_id === undefined ? {} : { community_id: flow.community_id }),
      transport: flow.transport,
      ...(IANA_NUMBERS[flow.transport] === undefined ? {} : { iana_number: IANA_NUMBERS[flow.transport] }),
      ...(flow.service === undefined ? {} : { protocol: flow.service }),
      type: flow.orig.ip.includes(':') ? 'ipv6' : 'ipv4',
      bytes: flow.orig.bytes + flow.resp.bytes,
      packets: flow.orig.packets + flow.resp.packets,
      ...(flow.local === undefined ? {} : { direction: flow.local === 'orig' ? 'egress' : 'ingress' }),
    },
    source: endpoint(flow.orig, flow.local === 'resp' ? flow.domain : undefined),
    destination: endpoint(flow.resp, flow.local === 'resp' ? undefined : flow.domain),
    ...(tls === undefined ? {} : { tls: tlsFields(tls) }),
    ...(app === undefined
      ? {}
      : {
          user: { id: String(app.uid) },
          ...(app.packages.length === 0 ? {} : { package: { name: app.packages[0] } }),
        }),
    related: {
      ip: [...new Set([flow.orig.ip, flow.resp.ip])],
      ...(flow.domain === undefined ? {} : { hosts: [flow.domain] }),
    },
    cipherscope: {
      encryption: flow.encryption,
      history: flow.history,
      ...(tls?.ja4 === undefined ? {} : { ja4: tls.ja4 }),
      ...(app === undefined ? {} : { app }),
      ...(flow.app_missing === undefined ? {} : { app_missing: flow.app_missing }),
    },
  };
}

export function findingEvent(finding: FindingRecord): object {
  const { app, analytic } = finding;
  const known = analyticOf(analytic.id);
  const [technique = '', part] = finding.technique.split('.');
  return {
    '@timestamp': finding.window.end,
    ecs: { version: ECS_VERSION },
    message: finding.sentence,
    event: {
      kind: finding.verdict === 'alert' ? 'alert' : 'signal',
      category: ['network'],
      type: ['info'],
      action: finding.verdict,
      start: finding.window.start,
      end: finding.window.end,
      module: 'cipherscope',
      dataset: 'cipherscope.finding',
      id: finding.finding_id,
      risk_score: RISK_SCORES[finding.verdict],
    },
    rule: {
      id: analytic.id,
      ...(known === undefined ? {} : { name: `Detection of ${known.techniqueName}` }),
      version: analytic.version,
    },
    threat: {
      framework: 'MITRE ATT&CK',
      tactic: { id: ['TA0037'], name: ['Command and Control'] },
      technique: {
        id: [technique],
        ...(part === undefined ? {} : { subtechnique: { id: [finding.technique] } }),
      },
    },
    ...(app.uid === undefined ? {} : { user: { id: String(app.uid) } }),
    ...(app.packages.length === 0 ? {} : { package: { name: app.packages[0] } }),
    cipherscope: { finding },
  };
}

function endpoint({ ip, port, bytes, packets }: FlowRecord['orig'], domain: string | undefined): object {
  return { address: domain ?? ip, ip, port, bytes, packets, ...(domain === undefined ? {} : { domain }) };
}

function tlsFields(tls: NonNullable<FlowRecord['tls']>): object {
  const { certificate } = tls;
  const version = tls.version === undefined ? undefined : protocolVersion(tls.version);
  const client = {
    ...(tls.server_name === undefined ? {} : { server_name: tls.server_name }),
    ...(tls.ja3 === undefined ? {} : { ja3: tls.ja3 }),
  };
  const server = {
    ...(tls.ja3s === undefined ? {} : { ja3s: tls.ja3s }),
    ...(certificate?.subject === undefined ? {} : { subject: certificate.subject }),
    ...(certificate?.issuer === undefined ? {} : { issuer: certificate.issuer }),
    ...(certificate?.sha256 === undefined ? {} : { hash: { sha256: certificate.sha256.toUpperCase() } }),
  };
  return {
    version_protocol: version?.protocol ?? 'tls',
    ...(version === undefined ? {} : { version: version.version }),
    ...(tls.cipher === undefined ? {} : { cipher: tls.cipher, established: isEstablished(tls) }),
    ...(tls.group === undefined ? {} : { curve: tls.group }),
    ...(tls.alpn === undefined ? {} : { next_protocol: tls.alpn }),
    ...(tls.resumed === undefined ? {} : { resumed: tls.resumed }),
    ...(Object.keys(client).length === 0 ? {} : { client }),
    ...(Object.keys(server).length === 0 ? {} : { server }),
  };
}
