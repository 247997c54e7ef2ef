// The columns of Zeek's ssl.log, with the JA3 fields that its ja3 package adds and RITA reads.

import type { FlowRecord } from '../flows/flow-record.ts';
import { CONNECTION_ID } from './zeek-connection.ts';
import type { ZeekColumn } from './zeek-log.ts';

const VERSIONS: Readonly<Record<string, string>> = {
  'ssl2.0': 'SSLv2',
  'ssl3.0': 'SSLv3',
  '1.0': 'TLSv10',
  '1.1': 'TLSv11',
  '1.2': 'TLSv12',
  '1.3': 'TLSv13',
  'dtls1.0': 'DTLSv10',
  'dtls1.2': 'DTLSv12',
  'dtls1.3': 'DTLSv13',
};

export const SSL_COLUMNS: readonly ZeekColumn<FlowRecord>[] = [
  ...CONNECTION_ID,
  { name: 'version', type: 'string', value: ({ tls }) => zeekVersion(tls?.version) },
  { name: 'cipher', type: 'string', value: ({ tls }) => tls?.cipher },
  { name: 'curve', type: 'string', value: ({ tls }) => tls?.group },
  { name: 'server_name', type: 'string', value: ({ tls }) => tls?.server_name },
  { name: 'resumed', type: 'bool', value: ({ tls }) => tls?.resumed },
  { name: 'last_alert', type: 'string', value: ({ tls }) => tls?.alerts?.at(-1)?.alert },
  { name: 'next_protocol', type: 'string', value: ({ tls }) => tls?.alpn },
  // A server that chose a cipher answered the hello.
  { name: 'established', type: 'bool', value: ({ tls }) => tls?.cipher !== undefined },
  { name: 'ja3', type: 'string', value: ({ tls }) => tls?.ja3 },
  { name: 'ja3s', type: 'string', value: ({ tls }) => tls?.ja3s },
  { name: 'ja4', type: 'string', value: ({ tls }) => tls?.ja4 },
  { name: 'cs_uid', type: 'count', value: ({ app }) => app?.uid },
  { name: 'cs_packages', type: 'set[string]', value: ({ app }) => app?.packages },
];

function zeekVersion(version: string | undefined): string | undefined {
  return version === undefined ? undefined : (VERSIONS[version] ?? version);
}
