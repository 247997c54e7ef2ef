// Zeek's conn.log, ssl.log and notice.log, as TSV with its header or as JSON: what RITA, Malcolm and Zui read.
// File names are Zeek's own, because readers go by them.

import type { FlowRecord } from '../flows/flow-record.ts';
import { citedFlowIds } from './cited-flows.ts';
import type { FormatFiles, NativeRecords, ReportFormat, TextSink } from './report-format.ts';
import { jsonLine } from './safe-text.ts';
import { CONN_COLUMNS } from './zeek-connection.ts';
import { type ZeekColumn, zeekFooter, zeekHeader, zeekLine, zeekObject } from './zeek-log.ts';
import { NOTICE_COLUMNS, type ZeekNotice } from './zeek-notice.ts';
import { SSL_COLUMNS } from './zeek-tls.ts';

const FILES = ['conn.log', 'ssl.log', 'notice.log'] as const;
const NO_TIME = '1970-01-01T00:00:00Z';

export const zeekFormat: ReportFormat = {
  name: 'zeek',
  summary: "Zeek's conn.log, ssl.log and notice.log as TSV",
  files: FILES,
  readers: 'RITA, Zui, Security Onion, Splunk',
  write: (records, files) => writeLogs(records, files, openTsv),
};

export const zeekJsonFormat: ReportFormat = {
  name: 'zeek-json',
  summary: 'the same logs as JSON lines',
  files: FILES,
  readers: 'Malcolm, RITA, Elastic',
  write: (records, files) => writeLogs(records, files, openJson),
};

interface Log<T> {
  add(record: T): Promise<void>;
  close(): Promise<void>;
}

type OpenLog = <T>(sink: TextSink, path: string, columns: readonly ZeekColumn<T>[], span: Span) => Promise<Log<T>>;

interface Span {
  readonly first: string;
  readonly last: string;
}

async function writeLogs(records: NativeRecords, files: FormatFiles, open: OpenLog): Promise<void> {
  const span = spanOf(records);
  const connections = await open(await files.create('conn.log'), 'conn', CONN_COLUMNS, span);
  const tls = await open(await files.create('ssl.log'), 'ssl', SSL_COLUMNS, span);
  const notices = await open(await files.create('notice.log'), 'notice', NOTICE_COLUMNS, span);
  const wanted = citedFlowIds(records.findings);
  const cited = new Map<string, FlowRecord>();
  for await (const flow of records.flows()) {
    await connections.add(flow);
    if (flow.tls !== undefined) await tls.add(flow);
    if (wanted.has(flow.flow_id)) cited.set(flow.flow_id, flow);
  }
  for (const finding of records.findings) {
    const [first] = citedFlowIds([finding]);
    const notice: ZeekNotice = { finding, flow: first === undefined ? undefined : cited.get(first) };
    await notices.add(notice);
  }
  for (const log of [connections, tls, notices]) await log.close();
}

const openTsv: OpenLog = async (sink, path, columns, { first, last }) => {
  await sink.write(zeekHeader(path, columns, first));
  return {
    add: (record) => sink.write(zeekLine(columns, record)),
    close: () => sink.write(zeekFooter(last)),
  };
};

const openJson: OpenLog = async (sink, _path, columns) => ({
  add: (record) => sink.write(`${jsonLine(zeekObject(columns, record))}\n`),
  close: async () => undefined,
});

function spanOf({ manifest }: NativeRecords): Span {
  const firsts = manifest.captures.flatMap(({ first }) => first ?? []).sort();
  const lasts = manifest.captures.flatMap(({ last }) => last ?? []).sort();
  return { first: firsts[0] ?? NO_TIME, last: lasts.at(-1) ?? NO_TIME };
}
