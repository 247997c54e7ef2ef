// Builds an AnalysisResult for tests of the writers: a small lab run, and the same with names that attack terminals, browsers and spreadsheets.

import { rfc3339 } from '../../src/base/rfc3339.ts';
import type { AreaRecord, AreaStatus, FindingRecord } from '../../src/evidence/finding-record.ts';
import type { ChannelRecord } from '../../src/features/channel-record.ts';
import type { EncryptionClass, FlowRecord } from '../../src/flows/flow-record.ts';
import type { AnalysisResult } from '../../src/report/analysis-result.ts';
import { channelList } from '../../src/report/channel-list.ts';
import { type CoverageRecord, EvidenceArea } from '../../src/telemetry/coverage-record.ts';

export const START_US = Date.UTC(2026, 0, 9) * 1000;
const DAY_US = 86_400e6;

/** Strings that do harm where they are not escaped. */
export const HOSTILE = {
  markup: '</script><script>document.title="owned"</script><img src=x onerror=alert(1)>"\'`&amp;',
  terminal: '\x1b]0;owned\x07\x1b[2J\x9b31mred\r\nfake line',
  bidi: 'moc.knab\u202egnp.exe\u2066\u200b',
  formula: '=HYPERLINK("http://x.invalid","y")',
  zalgo: `com.${'a\u0301'.repeat(5)}${'\u0301'.repeat(4000)}`,
  long: 'x'.repeat(20_000),
  hostName: `${'label.'.repeat(1700)}example`,
  brokenUtf8: Buffer.from([0x61, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf0, 0x9f, 0x62]).toString('utf8'),
  surrogate: 'half \ud83d of a pair',
} as const;

interface AppPlan {
  uid: number;
  name: string;
  class: EncryptionClass;
  flows: number;
  destination: string;
  port: number;
  up: number;
}

const APPS: readonly AppPlan[] = [
  {
    uid: 10187,
    name: 'com.lumen.flashlight',
    class: 'custom',
    flows: 92,
    destination: '203.0.113.45',
    port: 4443,
    up: 907,
  },
  {
    uid: 10166,
    name: 'org.fairweather.widget',
    class: 'embedded',
    flows: 24,
    destination: 'api.fairweather.example',
    port: 80,
    up: 1480,
  },
  {
    uid: 10142,
    name: 'com.kite.messenger',
    class: 'custom',
    flows: 61,
    destination: 'edge.kite.example',
    port: 443,
    up: 48_200,
  },
  {
    uid: 10131,
    name: 'com.orchard.bank',
    class: 'standard',
    flows: 18,
    destination: 'online.orchard.example',
    port: 443,
    up: 6300,
  },
  {
    uid: 10158,
    name: 'com.meadow.news',
    class: 'standard',
    flows: 140,
    destination: 'cdn.meadow.example',
    port: 443,
    up: 2100,
  },
  {
    uid: 10160,
    name: 'com.pinwheel.game',
    class: 'cleartext',
    flows: 7,
    destination: 'ads.pinwheel.example',
    port: 80,
    up: 700,
  },
];

export interface SampleOptions {
  /** Leaves out logs, apps and findings, as for a capture alone. */
  captureOnly?: boolean;
  /** Puts this string wherever a capture or a log could have put it. */
  hostile?: string;
  /** Multiplies the number of flows. */
  times?: number;
}

export function sampleResult(options: SampleOptions = {}): AnalysisResult {
  const flows = sampleFlows(options);
  const apps = options.captureOnly ? [] : APPS;
  const unattributed = flows.filter((flow) => flow.app === undefined);
  const bytes = flows.reduce((sum, flow) => sum + flow.orig.bytes + flow.resp.bytes, 0);
  const findings = options.captureOnly ? [] : sampleFindings(flows, options.hostile);
  return {
    manifest: {
      tool_version: '0.1.0',
      schema_version: '1',
      config: { time_window_s: 10, allowed_crypto_apps: ['com.kite.messenger'], periodicity: { minimum_flows: 8 } },
      config_sha256: '98d2'.padEnd(64, '1'),
      captures: [
        {
          file: options.hostile ?? 'run42.pcapng',
          sha256: '5b1e'.padEnd(64, 'c'),
          format: 'pcapng',
          byte_order: 'little',
          resolution: 'us',
          link_types: ['EN10MB'],
          packets: 48_120,
          bytes: 31_204_511,
          first: rfc3339(START_US),
          last: rfc3339(START_US + DAY_US),
          provenance: 'emulator',
          stop: { reason: 'truncated', offset: 31_204_480 },
          not_decoded: { malformed: 3, truncated: 12 },
        },
      ],
      telemetry: options.captureOnly
        ? []
        : [
            {
              file: options.hostile ?? 'sockets.csv',
              sha256: 'a0'.repeat(32),
              format: 'pcapdroid-csv',
              records: 340,
              rejected: 1,
              rejected_lines: [{ line: 17, reason: options.hostile ?? 'no time' }],
              clock: { offset_ms: 180, residual_ms: 4.2, method: 'flows', pairs: 211 },
            },
          ],
      counts: { packets: 48_120, flows: flows.length, flows_evicted: 0 },
    },
    coverage: sampleCoverage(options),
    channels: channelList(sampleChannels(options)),
    apps: apps.map((plan) => ({
      uid: plan.uid,
      packages: [plan.uid === 10166 ? (options.hostile ?? plan.name) : plan.name],
      flows: plan.flows,
      channels: 1,
      packets: plan.flows * 14,
      bytes_up: plan.flows * plan.up,
      bytes_down: plan.flows * plan.up * 3,
      encryption: plan.class === 'custom' ? { custom: 0.96, cleartext: 0.04 } : { [plan.class]: 1 },
      services: { unknown: plan.flows },
      destinations: 1,
      byte_share: (plan.flows * plan.up * 4) / bytes,
      attribution: { exact: plan.flows },
      findings: findings.filter((finding) => finding.app.uid === plan.uid).map((finding) => finding.finding_id),
      tls_versions: plan.class === 'standard' ? { '1.3': plan.flows } : {},
    })),
    findings,
    totals: {
      packets: 48_120,
      bytes,
      flows: flows.length,
      unattributedFlows: unattributed.length,
      unattributedBytes: unattributed.reduce((sum, flow) => sum + flow.orig.bytes + flow.resp.bytes, 0),
      unattributedReasons: options.captureOnly
        ? { 'no socket log': unattributed.length }
        : { [options.hostile ?? 'no socket log row within 2 s']: unattributed.length },
      firstUs: START_US,
      lastUs: START_US + DAY_US,
      encryption: { custom: 153, embedded: 24, standard: 158, cleartext: 7 },
      services: { tls: 158, http: 31, unknown: 153 },
    },
    flows: () => flows,
  };
}

export function sampleFlows(options: SampleOptions = {}): FlowRecord[] {
  const flows: FlowRecord[] = [];
  for (const plan of APPS) {
    const count = plan.flows * (options.times ?? 1);
    for (let i = 0; i < count; i += 1) flows.push(sampleFlow(plan, i, count, options));
  }
  flows.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  return flows.map((flow, i) => ({ ...flow, first_frame: i * 14 + 1, last_frame: i * 14 + 14 }));
}

function sampleFlow(plan: AppPlan, i: number, count: number, options: SampleOptions): FlowRecord {
  const named = /[a-z]/.test(plan.destination);
  const hostile = plan.uid === 10166 ? options.hostile : undefined;
  const flow: FlowRecord = {
    flow_id: `${plan.uid}${String(i).padStart(11, '0')}`,
    community_id: '1:wCb3OG7yAFWelaUydu0D+125CLM=',
    capture: 0,
    first_frame: 1,
    last_frame: 14,
    start: rfc3339(START_US + ((i + 0.5) / count) * DAY_US),
    duration_ms: 3060.25 + i,
    end_reason: 'ended',
    transport: 'tcp',
    orig: {
      ip: '10.0.2.15',
      port: 32_768 + (i % 20_000),
      packets: 8,
      bytes: plan.up + (i % 3) * 16,
      payload_bytes: plan.up - 320,
    },
    resp: {
      ip: named ? `198.51.100.${plan.uid % 250}` : plan.destination,
      port: plan.port,
      packets: 6,
      bytes: plan.up * 3,
      payload_bytes: 2 * plan.up,
    },
    local: 'orig',
    history: 'ShADadFf',
    missed_bytes: 0,
    service: plan.class === 'standard' ? 'tls' : plan.port === 80 ? 'http' : 'unknown',
    encryption: {
      class: plan.class,
      confidence: 0.97,
      reasons: ['272 bytes upstream pass every test of uniform bytes'],
    },
    features: {
      'payload.measured_bytes.orig': 272,
      'payload.entropy_bits.orig': 7.1 + (i % 7) / 100,
      'payload.measured_bytes.resp': 48,
      'payload.entropy_bits.resp': 5.4,
      'splt.payload_bytes': [91, -48, 272 + (i % 2) * 16, -48],
      'splt.gaps_ms': [0, 12, 40.5, 11],
    },
  };
  if (named || hostile !== undefined) {
    flow.domain = hostile ?? plan.destination;
    flow.domain_source = 'sni';
  }
  if (plan.class === 'standard') flow.tls = { version: '1.3', server_name: plan.destination, alpn: 'h2' };
  if (options.captureOnly || plan.uid === 10160) flow.app_missing = 'no socket log row within 2 s';
  else {
    flow.app = {
      uid: plan.uid,
      packages: [hostile ?? plan.name],
      tier: 'S',
      confidence: 0.98,
      level: 'exact',
      sources: [`sockets.csv:${i + 2}`],
    };
  }
  return flow;
}

function sampleFindings(flows: readonly FlowRecord[], hostile: string | undefined): FindingRecord[] {
  const statuses: Record<string, [AreaStatus, AreaStatus, AreaStatus, AreaStatus, AreaStatus]> = {
    alert: ['observed', 'observed', 'not_collected', 'observed', 'observed'],
    observation: ['not_observed', 'not_observed', 'not_collected', 'observed', 'observed'],
    expected: ['explained', 'explained', 'not_collected', 'not_observed', 'explained'],
  };
  return (['alert', 'observation', 'expected'] as const).map((verdict, i) => {
    const plan = APPS[i] as AppPlan;
    const cited = flows.filter((flow) => flow.app?.uid === plan.uid).map((flow) => flow.flow_id);
    const areas = Object.fromEntries(
      Object.values(EvidenceArea).map((area, k): [EvidenceArea, AreaRecord] => {
        const status = (statuses[verdict] as AreaStatus[])[k] as AreaStatus;
        return [
          area,
          { status, bits: status === 'observed' ? 4.5 : 0, evidence: status === 'observed' ? [`e${k + 1}`] : [] },
        ];
      }),
    ) as Record<EvidenceArea, AreaRecord>;
    const name = verdict === 'observation' ? (hostile ?? plan.name) : plan.name;
    const finding: FindingRecord = {
      finding_id: `finding-${i + 1}`,
      analytic: { id: 'AN1762', version: '1.1', attack_version: '19.1' },
      technique: 'T1521.002',
      app: { uid: plan.uid, packages: [name] },
      window: { start: rfc3339(START_US + 600e6), end: rfc3339(START_US + DAY_US - 240e6) },
      verdict,
      level: verdict === 'alert' ? 'strong' : 'partial',
      score: [81, 46, 12][i] as number,
      sentence: `${name} sent ${cited.length} flows of uniform bytes to ${plan.destination}:${plan.port}; seen in ${[4, 2, 3][i]} of five areas. This is a pattern, not proof of malice.`,
      areas,
      evidence: Object.values(EvidenceArea).flatMap((area, k) =>
        areas[area].status !== 'observed'
          ? []
          : [
              {
                id: `e${k + 1}`,
                kind: ['key_generated', 'public_key_use', 'content_match', 'background', 'periodic'][k] as string,
                area,
                start: rfc3339(START_US + 600e6),
                end: rfc3339(START_US + DAY_US - 240e6),
                bits: 4.5,
                direction: 'incriminating' as const,
                statement: [
                  `Three key pairs were generated during the day, one every eight hours.`,
                  'Each flow follows a public-key operation of the same UID within 3 s (median 2.1 s, window 10 s).',
                  '',
                  `The app was in the background for 96 % of the flows. ${hostile ?? ''}`.trim(),
                  'Flows start every 901 s, and 95 % of the gaps lie within 24 s of that.',
                ][k] as string,
                formula: 'bits = log2(share of apps with the pattern / share of others)',
                numbers: { events: 3, chance: 0.002 },
                sources: ['frame 15', hostile ?? 'sockets.csv line 2'],
                flows: area === EvidenceArea.networkTransmission ? cited : [],
              },
            ],
      ),
      gaps: ['Ciphertext transformation was not collected.'],
      what_could_overturn: ['A hook on Cipher.doFinal that shows other bytes than those sent.'],
      expectation: { status: 'unknown', reason: 'No catalogue was given.' },
      parameters: { time_window_s: 10, foreground_required: false },
      triage: ['Look up the destination.'],
    };
    if (verdict === 'expected') finding.suppressed_by = 'catalogue: com.kite.messenger, end-to-end encrypted messages';
    return finding;
  });
}

function sampleCoverage(options: SampleOptions): CoverageRecord[] {
  const whole = [{ start: rfc3339(START_US), end: rfc3339(START_US + DAY_US) }];
  const off = {
    start: rfc3339(START_US + 11_400e6),
    end: rfc3339(START_US + 14_520e6),
    cause: options.hostile ?? 'API hook off for 52 min',
  };
  return Object.values(EvidenceArea).map((area, k): CoverageRecord => {
    const status = options.captureOnly
      ? k === 4
        ? 'full'
        : 'none'
      : ((['full', 'partial', 'none', 'full', 'full'] as const)[k] as 'full');
    return {
      area,
      status,
      datasets:
        status === 'none'
          ? []
          : [{ name: 'cipherscope.socket/1', file: options.hostile ?? 'sockets.csv', records: 340, rejected: 1 }],
      covered:
        status === 'full'
          ? whole
          : status === 'none'
            ? []
            : [
                { start: rfc3339(START_US), end: off.start },
                { start: off.end, end: rfc3339(START_US + DAY_US) },
              ],
      gaps: status === 'full' ? [] : status === 'none' ? [{ cause: 'never collected' }] : [off],
      blind_to: k === 0 ? ['key import'] : [],
      effect: status === 'full' ? 'none' : 'Apps can show at most four of five areas.',
      remedy: status === 'full' ? '' : 'Run the app with the crypto hook and add its log with -t crypto.ndjson',
    };
  });
}

function sampleChannels(options: SampleOptions): ChannelRecord[] {
  return APPS.map((plan, i) => ({
    channel_id: `c${i}`.padEnd(16, '0'),
    ...(options.captureOnly ? {} : { app: { uid: plan.uid, packages: [plan.name] } }),
    destination: { domain: options.hostile ?? plan.destination, port: plan.port },
    transport: 'tcp',
    flows: plan.flows,
    first: rfc3339(START_US),
    last: rfc3339(START_US + DAY_US),
    bytes_up: plan.flows * plan.up,
    bytes_down: plan.flows * plan.up * 3,
    services: ['unknown'],
    periodicity: {
      verdict: 'periodic',
      period_s: 901.2,
      jitter_share: 0.02,
      periods_seen: 92,
      missed_share: 0.01,
      p_value: 1e-9,
      reason: '92 periods of 901 s',
    },
    framing: { header_bytes: 4 },
    sizes: { mode_bytes: 272 },
    encryption: { class: plan.class, confidence: 0.97, reasons: ['uniform bytes'] },
  }));
}
