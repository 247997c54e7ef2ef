// CSV for people: UTF-8 with a byte order mark, CRLF, a header always, times in UTC, ids as text. Strings of the capture are shown, never run.

import type { AppSummaryRecord, EvidenceRecord, FindingRecord } from '../evidence/finding-record.ts';
import type { ChannelRecord } from '../features/channel-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import { type CsvValue, csvLine } from './csv-cell.ts';
import type { ReportFormat, TextSink } from './report-format.ts';
import { visibleText } from './safe-text.ts';

type Columns<T> = readonly (readonly [title: string, value: (record: T) => CsvValue])[];

const BYTE_ORDER_MARK = '\ufeff';

export const FLOW_COLUMNS: Columns<FlowRecord> = [
  ['flow_id', (flow) => flow.flow_id],
  ['start', (flow) => flow.start],
  ['duration_ms', (flow) => flow.duration_ms],
  ['uid', (flow) => flow.app?.uid],
  ['packages', (flow) => listed(flow.app?.packages)],
  ['app_level', (flow) => flow.app?.level],
  ['app_confidence', (flow) => flow.app?.confidence],
  ['app_missing', (flow) => flow.app_missing],
  ['transport', (flow) => flow.transport],
  ['orig_ip', (flow) => flow.orig.ip],
  ['orig_port', (flow) => flow.orig.port],
  ['resp_ip', (flow) => flow.resp.ip],
  ['resp_port', (flow) => flow.resp.port],
  ['domain', (flow) => flow.domain],
  ['domain_source', (flow) => flow.domain_source],
  ['local', (flow) => flow.local],
  ['service', (flow) => flow.service],
  ['encryption_class', (flow) => flow.encryption.class],
  ['encryption_scheme', (flow) => flow.encryption.scheme],
  ['encryption_confidence', (flow) => flow.encryption.confidence],
  ['encryption_reasons', (flow) => flow.encryption.reasons.join('; ')],
  ['orig_packets', (flow) => flow.orig.packets],
  ['orig_bytes', (flow) => flow.orig.bytes],
  ['orig_payload_bytes', (flow) => flow.orig.payload_bytes],
  ['resp_packets', (flow) => flow.resp.packets],
  ['resp_bytes', (flow) => flow.resp.bytes],
  ['resp_payload_bytes', (flow) => flow.resp.payload_bytes],
  ['history', (flow) => flow.history],
  ['missed_bytes', (flow) => flow.missed_bytes],
  ['end_reason', (flow) => flow.end_reason],
  ['tls_version', (flow) => flow.tls?.version],
  ['tls_server_name', (flow) => flow.tls?.server_name],
  ['tls_cipher', (flow) => flow.tls?.cipher],
  ['tls_group', (flow) => flow.tls?.group],
  ['ja3', (flow) => flow.tls?.ja3],
  ['ja3s', (flow) => flow.tls?.ja3s],
  ['ja4', (flow) => flow.tls?.ja4],
  ['community_id', (flow) => flow.community_id],
  ['capture', (flow) => flow.capture],
  ['first_frame', (flow) => flow.first_frame],
  ['last_frame', (flow) => flow.last_frame],
];

export const CHANNEL_COLUMNS: Columns<ChannelRecord> = [
  ['channel_id', (channel) => channel.channel_id],
  ['uid', (channel) => channel.app?.uid],
  ['packages', (channel) => listed(channel.app?.packages)],
  ['device', (channel) => channel.device],
  ['domain', (channel) => channel.destination.domain],
  ['ip', (channel) => channel.destination.ip],
  ['port', (channel) => channel.destination.port],
  ['transport', (channel) => channel.transport],
  ['flows', (channel) => channel.flows],
  ['first', (channel) => channel.first],
  ['last', (channel) => channel.last],
  ['bytes_up', (channel) => channel.bytes_up],
  ['bytes_down', (channel) => channel.bytes_down],
  ['services', (channel) => listed(channel.services)],
  ['encryption_class', (channel) => channel.encryption.class],
  ['encryption_scheme', (channel) => channel.encryption.scheme],
  ['encryption_confidence', (channel) => channel.encryption.confidence],
  ['periodicity', (channel) => channel.periodicity.verdict],
  ['period_s', (channel) => channel.periodicity.period_s],
  ['jitter_share', (channel) => channel.periodicity.jitter_share],
  ['periods_seen', (channel) => channel.periodicity.periods_seen],
  ['missed_share', (channel) => channel.periodicity.missed_share],
  ['p_value', (channel) => channel.periodicity.p_value],
  ['q_value', (channel) => channel.periodicity.q_value],
  ['periodicity_reason', (channel) => channel.periodicity.reason],
];

export const APP_COLUMNS: Columns<AppSummaryRecord> = [
  ['uid', (app) => app.uid],
  ['packages', (app) => listed(app.packages)],
  ['label', (app) => app.label],
  ['verdict', (app) => app.verdict],
  ['findings', (app) => listed(app.findings)],
  ['flows', (app) => app.flows],
  ['channels', (app) => app.channels],
  ['packets', (app) => app.packets],
  ['bytes_up', (app) => app.bytes_up],
  ['bytes_down', (app) => app.bytes_down],
  ['byte_share', (app) => app.byte_share],
  ['destinations', (app) => app.destinations],
  ['encryption', (app) => shares(app.encryption)],
  ['services', (app) => shares(app.services)],
  ['attribution', (app) => shares(app.attribution)],
  ['areas', (app) => shares(app.areas ?? {})],
];

export const FINDING_COLUMNS: Columns<FindingRecord> = [
  ['finding_id', (finding) => finding.finding_id],
  ['analytic', (finding) => finding.analytic.id],
  ['technique', (finding) => finding.technique],
  ['uid', (finding) => finding.app.uid],
  ['packages', (finding) => listed(finding.app.packages)],
  ['device', (finding) => finding.app.device],
  ['start', (finding) => finding.window.start],
  ['end', (finding) => finding.window.end],
  ['verdict', (finding) => finding.verdict],
  ['level', (finding) => finding.level],
  ['score_bits', (finding) => finding.score],
  ['areas', (finding) => shares(Object.fromEntries(Object.entries(finding.areas).map(([k, v]) => [k, v.status])))],
  ['sentence', (finding) => finding.sentence],
  ['suppressed_by', (finding) => finding.suppressed_by],
];

export const EVIDENCE_COLUMNS: Columns<{ finding: FindingRecord; evidence: EvidenceRecord }> = [
  ['finding_id', ({ finding }) => finding.finding_id],
  ['evidence_id', ({ evidence }) => evidence.id],
  ['area', ({ evidence }) => evidence.area],
  ['start', ({ evidence }) => evidence.start],
  ['end', ({ evidence }) => evidence.end],
  ['bits', ({ evidence }) => evidence.bits],
  ['direction', ({ evidence }) => evidence.direction],
  ['statement', ({ evidence }) => evidence.statement],
  ['sources', ({ evidence }) => evidence.sources.join('; ')],
  ['flows', ({ evidence }) => listed(evidence.flows)],
];

export const csvFormat: ReportFormat = {
  name: 'csv',
  summary: 'tables for spreadsheets',
  files: ['flows.csv', 'channels.csv', 'apps.csv', 'findings.csv', 'evidence.csv'],
  readers: 'people; Excel, LibreOffice, pandas',
  async write(records, files) {
    const evidence = records.findings.flatMap((finding) => finding.evidence.map((evidence) => ({ finding, evidence })));
    await writeTable(await files.create('flows.csv'), FLOW_COLUMNS, records.flows());
    await writeTable(await files.create('channels.csv'), CHANNEL_COLUMNS, records.channels());
    await writeTable(await files.create('apps.csv'), APP_COLUMNS, records.apps);
    await writeTable(await files.create('findings.csv'), FINDING_COLUMNS, records.findings);
    await writeTable(await files.create('evidence.csv'), EVIDENCE_COLUMNS, evidence);
  },
};

async function writeTable<T>(
  sink: TextSink,
  columns: Columns<T>,
  records: AsyncIterable<T> | Iterable<T>,
): Promise<void> {
  await sink.write(BYTE_ORDER_MARK + csvLine(columns.map(([title]) => title)));
  for await (const record of records) await sink.write(csvLine(columns.map(([, value]) => shown(value(record)))));
}

function shown(value: CsvValue): CsvValue {
  return typeof value === 'string' ? visibleText(value) : value;
}

function listed(values: readonly string[] | undefined): string | undefined {
  return values === undefined || values.length === 0 ? undefined : values.join('|');
}

function shares(counts: Readonly<Record<string, number | string>>): string {
  return Object.entries(counts)
    .map(([name, value]) => `${name}=${value}`)
    .join('|');
}
