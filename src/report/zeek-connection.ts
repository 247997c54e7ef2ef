// The columns of Zeek's conn.log, ours at its end, and the connection state that Zeek would give (base/protocols/conn/main.zeek).

import type { FlowRecord } from '../flows/flow-record.ts';
import { instantSeconds } from './record-instant.ts';
import type { ZeekColumn } from './zeek-log.ts';

/** Names of services where Zeek's differ from ours. */
const SERVICES: Readonly<Record<string, string>> = { tls: 'ssl', dtls: 'ssl', nbns: 'dns', mdns: 'dns', llmnr: 'dns' };
const PROTOCOLS: Readonly<Record<string, string>> = { tcp: 'tcp', udp: 'udp', icmp: 'icmp', 'ipv6-icmp': 'icmp' };
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const UID_DIGITS = 11;

/** Of every log about a flow. */
export const CONNECTION_ID: readonly ZeekColumn<FlowRecord>[] = [
  { name: 'ts', type: 'time', value: (flow) => instantSeconds(flow.start) },
  { name: 'uid', type: 'string', value: (flow) => zeekUid(flow.flow_id) },
  { name: 'id.orig_h', type: 'addr', value: (flow) => flow.orig.ip },
  { name: 'id.orig_p', type: 'port', value: (flow) => flow.orig.port },
  { name: 'id.resp_h', type: 'addr', value: (flow) => flow.resp.ip },
  { name: 'id.resp_p', type: 'port', value: (flow) => flow.resp.port },
];

export const CONN_COLUMNS: readonly ZeekColumn<FlowRecord>[] = [
  ...CONNECTION_ID,
  { name: 'proto', type: 'enum', value: (flow) => PROTOCOLS[flow.transport] ?? 'unknown_transport' },
  { name: 'service', type: 'string', value: (flow) => zeekService(flow.service) },
  { name: 'duration', type: 'interval', value: duration },
  { name: 'orig_bytes', type: 'count', value: (flow) => flow.orig.payload_bytes },
  { name: 'resp_bytes', type: 'count', value: (flow) => flow.resp.payload_bytes },
  { name: 'conn_state', type: 'string', value: connectionState },
  { name: 'local_orig', type: 'bool', value: (flow) => (flow.local === undefined ? undefined : flow.local === 'orig') },
  { name: 'local_resp', type: 'bool', value: (flow) => (flow.local === undefined ? undefined : flow.local === 'resp') },
  { name: 'missed_bytes', type: 'count', value: (flow) => flow.missed_bytes },
  { name: 'history', type: 'string', value: (flow) => (flow.history === '' ? undefined : flow.history) },
  { name: 'orig_pkts', type: 'count', value: (flow) => flow.orig.packets },
  { name: 'orig_ip_bytes', type: 'count', value: (flow) => flow.orig.bytes },
  { name: 'resp_pkts', type: 'count', value: (flow) => flow.resp.packets },
  { name: 'resp_ip_bytes', type: 'count', value: (flow) => flow.resp.bytes },
  { name: 'tunnel_parents', type: 'set[string]', value: () => undefined },
  { name: 'community_id', type: 'string', value: (flow) => flow.community_id },
  { name: 'cs_uid', type: 'count', value: (flow) => flow.app?.uid },
  { name: 'cs_packages', type: 'set[string]', value: (flow) => flow.app?.packages },
  { name: 'cs_encryption', type: 'string', value: (flow) => flow.encryption.class },
  { name: 'cs_scheme', type: 'string', value: (flow) => flow.encryption.scheme },
  { name: 'cs_domain', type: 'string', value: (flow) => flow.domain },
];

/** Zeek's ids begin with C. */
export function zeekUid(flowId: string): string {
  let rest = BigInt(`0x${flowId}`);
  let digits = '';
  for (let i = 0; i < UID_DIGITS; i++) {
    digits = (BASE62[Number(rest % 62n)] ?? '') + digits;
    rest /= 62n;
  }
  return `C${digits}`;
}

export function zeekService(service: string | undefined): string | undefined {
  return service === undefined ? undefined : (SERVICES[service] ?? service);
}

/** Of one packet it is unset. */
function duration(flow: FlowRecord): number | undefined {
  return flow.orig.packets + flow.resp.packets < 2 ? undefined : flow.duration_ms / 1000;
}

export function connectionState(flow: FlowRecord): string {
  if (flow.transport === 'tcp') return tcpState(flow);
  if (flow.transport !== 'udp') return 'OTH';
  if (flow.orig.packets > 0 && flow.resp.packets > 0) return 'SF';
  return flow.orig.packets > 0 ? 'S0' : 'SHR';
}

function tcpState({ history, resp }: FlowRecord): string {
  const has = (letter: string) => history.includes(letter);
  if (has('S') && has('h')) {
    const abortedAt = { R: history.indexOf('R'), r: history.indexOf('r') };
    if (abortedAt.R >= 0 && (abortedAt.r < 0 || abortedAt.R < abortedAt.r)) return 'RSTO';
    if (abortedAt.r >= 0) return 'RSTR';
    if (has('F') && has('f')) return 'SF';
    if (has('F')) return 'S2';
    return has('f') ? 'S3' : 'S1';
  }
  if (has('S')) {
    if (has('r')) return 'REJ';
    if (has('R')) return 'RSTOS0';
    if (has('F')) return 'SH';
    return resp.packets === 0 ? 'S0' : 'OTH';
  }
  if (!has('h')) return 'OTH';
  if (has('r')) return 'RSTRH';
  return has('f') ? 'SHR' : 'OTH';
}
