// The columns of Zeek's ssl.log, with the JA3 fields that its ja3 package adds and RITA reads.

import type { FlowRecord } from '../flows/flow-record.ts';
import { alertDescription, isEstablished, protocolVersion } from './tls-words.ts';
import { CONNECTION_ID } from './zeek-connection.ts';
import type { ZeekColumn } from './zeek-log.ts';

export const SSL_COLUMNS: readonly ZeekColumn<FlowRecord>[] = [
  ...CONNECTION_ID,
  { name: 'version', type: 'string', value: ({ tls }) => zeekVersion(tls?.version) },
  { name: 'cipher', type: 'string', value: ({ tls }) => tls?.cipher },
  { name: 'curve', type: 'string', value: ({ tls }) => tls?.group },
  { name: 'server_name', type: 'string', value: ({ tls }) => tls?.server_name },
  { name: 'resumed', type: 'bool', value: ({ tls }) => tls?.resumed },
  { name: 'last_alert', type: 'string', value: lastAlert },
  { name: 'next_protocol', type: 'string', value: ({ tls }) => tls?.alpn },
  { name: 'established', type: 'bool', value: ({ tls }) => tls !== undefined && isEstablished(tls) },
  { name: 'ja3', type: 'string', value: ({ tls }) => tls?.ja3 },
  { name: 'ja3s', type: 'string', value: ({ tls }) => tls?.ja3s },
  { name: 'ja4', type: 'string', value: ({ tls }) => tls?.ja4 },
  { name: 'cs_uid', type: 'count', value: ({ app }) => app?.uid },
  { name: 'cs_packages', type: 'set[string]', value: ({ app }) => app?.packages },
];

/** As `SSL::alert_descriptions` has it: without the level. */
function lastAlert({ tls }: FlowRecord): string | undefined {
  const last = tls?.alerts?.at(-1)?.alert;
  return last === undefined ? undefined : alertDescription(last);
}

/** 'SSLv3', 'TLSv12', 'DTLSv12', 'TLSv13-draft28', as `SSL::version_strings` has them. */
function zeekVersion(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const known = protocolVersion(name);
  if (known === undefined) return name;
  const { protocol, version, draft } = known;
  if (protocol === 'ssl') return `SSLv${version.slice(0, 1)}`;
  return `${protocol.toUpperCase()}v${version.replace('.', '')}${draft === undefined ? '' : `-draft${draft}`}`;
}
