// Network logs of DevicePolicyManager as a device owner app prints them, alone on a line or within one of logcat: `ConnectEvent(ip, port, ms,
// package)` and `DnsEvent(host, ips, count, ms, package)` (AOSP android.app.admin, toString). No UID, no local port, no transport.

import { emitAuditEvent } from './audit-event.ts';
import type { Importer } from './importer.ts';
import { readTimestamp } from './timestamp.ts';

export const dpmNetworkImporter = {
  format: 'dpm-network',
  summary: 'Network logs of DevicePolicyManager as text: ConnectEvent(…) and DnsEvent(…).',
  yields: ['socket owners'],
  source: 'a device owner app that prints what retrieveNetworkLogs returns',
  sniff: (firstLines) => (firstLines.some((line) => CONNECT.test(line) || DNS.test(line)) ? 0.92 : 0),
  open(context) {
    return {
      line(text, number) {
        if (text.length > MAX_LINE) return `is longer than ${MAX_LINE} characters`;
        if (text.trim() === '') return undefined;
        const connect = CONNECT.exec(text);
        const dns = connect === null ? DNS.exec(text) : null;
        if (connect === null && dns === null) return 'holds neither ConnectEvent(…) nor DnsEvent(…)';
        const time = readTimestamp((connect === null ? dns?.[4] : connect[3]) ?? '', context);
        if (!time.ok) return time.reason;
        const place = { line: number, timeUs: time.us, timeNs: time.ns, source: 'dpm' };
        if (connect !== null) {
          const [, ip_address, port, , package_name] = connect;
          return emitAuditEvent('connect', { ip_address, port: Number(port), package_name }, place, context);
        }
        const [, hostname, addresses = '', , , package_name] = dns ?? [];
        const ip_addresses = addresses === 'NONE' ? [] : addresses.split(' ');
        return emitAuditEvent('dns', { hostname, ip_addresses, package_name }, place, context);
      },
    };
  },
} as const satisfies Importer;

const MAX_LINE = 8192;
const CONNECT = /\bConnectEvent\(([^,()]{1,128}), (\d{1,5}), (\d{1,19}), ([^()]{0,255})\)/;
const DNS = /\bDnsEvent\(([^,()]{1,255}), ([^,()]{1,2048}), (\d{1,6}), (\d{1,19}), ([^()]{0,255})\)/;
