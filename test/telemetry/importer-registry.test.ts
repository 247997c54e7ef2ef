import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import {
  IMPORTERS,
  importerNamed,
  importerTable,
  sniffImporter,
  TELEMETRY_FORMATS,
} from '../../src/telemetry/importer-registry.ts';

const SAMPLES: Record<string, string[]> = {
  socket: [
    '{"schema":"cipherscope.socket/1","@timestamp":1767225601,"network.transport":"tcp","source.port":1,"uid":1}',
  ],
  procnet: [
    '### 1767225601.0',
    '# tcp',
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  ],
  'pcapdroid-csv': [
    'IPProto,SrcIP,SrcPort,DstIp,DstPort,UID,App,PackageName,Proto,Status,Info,BytesSent,BytesRcvd,PktsSent,PktsRcvd,FirstSeen,LastSeen',
  ],
  app: ['{"package.name":"com.example","android.uid":10001}'],
  'pm-list': ['package:com.example uid:10001'],
  crypto: ['{"schema":"cipherscope.crypto/1","@timestamp":1767225601,"event.action":"sign","android.uid":10001}'],
  state: [
    '{"@timestamp":1767225601,"event.action":"process_start","android.uid":10001,"android.start_reason":"service"}',
  ],
  ss: ['Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process'],
  'perfetto-packets': ['ts,dur,packet_transport,socket_uid,local_port,remote_port'],
  'intrusion-log': ['{"dns_event": {"event_time": 1700000000000, "hostname": "example.com"}}'],
  amapi: ['{"device":"enterprises/e/devices/d","usageLogEvents":[{"eventId":"1"}]}'],
  logcat: ['--------- beginning of events', '01-01 00:00:00.000  1  2 I am_uid_idle: 1'],
  usagestats: ['user=0', '    time="2026-01-01 01:00:01" type=ACTIVITY_RESUMED package=com.b'],
  'activity-processes': ['ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)'],
  netpolicy: ['  UID=10234 state={procState=TOP ,seq=50441,cap=LCMNFU}'],
  connectivity: ['NetworkProviders for:'],
  'dumpsys-package': ['Packages:', '  Package [com.example] (a1b2):'],
  netguard: ['ID,time,version,protocol,flags,saddr,sport,daddr,dport,dname,uid,data,allowed,connection,interactive'],
  rethinkdns: ['id,appName,uid,packageName,ipAddress,port,protocol,dnsQuery,timeStamp,connId'],
  bcc: ['TIME(s)  UID   PID    COMM         IP SADDR            LPORT  DADDR            DPORT'],
  fritap: ['{"session_info": {"start_time": "x", "target_app": "com.example"}'],
  'pirogue-sockets': ['[{"type":"socket_trace_log","timestamp":1767225601000,"data":{}}]'],
  'pirogue-aes': ['[{"type":"aes_info_log","timestamp":1767225601000,"data":{}}]'],
  'dpm-network': ['ConnectEvent(203.0.113.7, 8443, 1767225601000, com.example)'],
  dexray: ['{"CRYPTO_AES": [{"event_type": "crypto.cipher.operation", "timestamp": 1}]}'],
  'mobsf-api': ['{"name":"Crypto","class":"javax.crypto.Cipher","method":"doFinal","calledFrom":"x"},'],
  keylog: [`CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}`],
  'packages-list': ['com.example 10001 0 /data/user/0/com.example default 3003'],
};

it('each format has a sample here that it, and it alone, wins', () => {
  expect(Object.keys(SAMPLES).sort()).toEqual([...TELEMETRY_FORMATS].sort());
  for (const [format, lines] of Object.entries(SAMPLES))
    expect(sniffImporter(lines, 'x.log')?.format, format).toBe(format);
});

it('a socket row with a package is a socket row, and what nobody knows is nobody’s', () => {
  expect(
    sniffImporter(['{"ts":1767225601,"proto":"tcp","lport":1,"uid":10001,"package":"com.example"}'], 'x')?.format,
  ).toBe('socket');
  expect(sniffImporter(['hello', 'world'], 'x')).toBeUndefined();
  expect(sniffImporter([], 'x')).toBeUndefined();
  expect(
    sniffImporter(['{"schema":"cipherscope.other/1","@timestamp":"2026-01-01T00:00:00Z","android.uid":10001}'], 'x'),
  ).toBeUndefined();
});

it('a format can be named; an unknown name lists the known ones', () => {
  expect(importerNamed('PROCNET').format).toBe('procnet');
  expect(() => importerNamed('proc')).toThrow(UserError);
  expect(() => importerNamed('proc')).toThrow('pcapdroid-csv');
});

it('every importer file is registered, once', () => {
  const importerFiles = readdirSync(new URL('../../src/telemetry', import.meta.url)).filter((name) =>
    name.endsWith('-importer.ts'),
  );
  expect(IMPORTERS).toHaveLength(importerFiles.length);
  expect(new Set(TELEMETRY_FORMATS).size).toBe(TELEMETRY_FORMATS.length);
});

it('the table of the documentation is this table', () => {
  const documentation = readFileSync(new URL('../../docs/attribution.md', import.meta.url), 'utf8');
  expect(documentation).toContain(importerTable());
});
