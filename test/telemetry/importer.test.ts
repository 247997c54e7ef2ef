// What holds of every importer, whatever it reads.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IMPORTERS } from '../../src/telemetry/importer-registry.ts';
import { importText } from './telemetry-fixture.ts';

/** Lines that many formats take for theirs, to be damaged. */
const LINES = [
  '### 1767225600.5 boot=12.5',
  '# tcp6',
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  '   1: 01ADD70A:9C41 077100CB:20FB 01 00000000:00000000 00:00000000 00000000 10234        0 60011 1',
  'Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process',
  'tcp ESTAB 0 0 10.0.2.15:40001 203.0.113.7:8443 uid:10234 ino:3 sk:1',
  '1767225600.100  u0_a12  1409  4452 I am_proc_start: [0,4211,10234,com.example,service,{x}]',
  '01-01 00:00:00.100  1409  4452 I security_key_generated: [1,k,10234]',
  '    time="2026-01-01 01:00:01" type=ACTIVITY_RESUMED package=com.b class=com.b.Main',
  '    Proc #93: prcp   F/S/FGS  ---NFU  t: 0 8959:moe.api/u0a293 (fg-service)',
  '  UID=10234 state={procState=TOP ,seq=1}',
  'NetworkAgentInfo{ lp{{InterfaceName: tun1 LinkAddresses: [ 10.1.1.1/24 ]}} nc{[ Transports: VPN OwnerUid: 10307 ]}}',
  'Packages:',
  '  Package [com.example.app] (a1b2c3):',
  '    appId=10234',
  '    User 0: installed=true',
  'package:com.example uid:10001',
  '{"security_event":{"event_id":7,"event_time":1767225600000000000,"key_generated":{"success":true,"key_id":"k","uid":10234}}}',
  '{"eventId":"1","eventTime":"2026-01-01T00:00:00Z","connectEvent":{"destinationIpAddress":"1.2.3.4","destinationPort":1,"packageName":"a.b"}}',
  '{"type":"aes_info_log","timestamp":1767225600000,"data":{"in":"00","out":"00","key":"","iv":"","alg":"AES"}}',
  '{"type":"socket_trace_log","timestamp":1767225600000,"data":{"socket_type":"tcp","dest_ip":"1.2.3.4","dest_port":1}}',
  '{"CRYPTO_AES":[{"event_type":"crypto.cipher.operation","timestamp":1767225600000,"output_hex":"00","operation_mode":2}]}',
  '{"schema":"cipherscope.crypto/1","@timestamp":1767225600,"event.action":"cipher_final","android.uid":1,"crypto.operation":"decrypt","crypto.output.prefix":"00"}',
  '{"event_type": "DatalogEvent", "timestamp": 1767225600.5, "function": "SSL_read", "src_addr": "203.0.113.7", "src_port": 8443, "dst_addr": "10.0.2.15", "dst_port": 40001}',
  '{"session_info": {"target_app": "com.example"}, "connections": [{"timestamp": 1767225600, "src_addr": "10.0.2.15", "src_port": 1, "dst_addr": "1.2.3.4", "dst_port": 2}]}',
  'ConnectEvent(203.0.113.7, 8443, 1767225601000, com.example)',
  'TIME(s)  UID   PID    COMM         IP SADDR            LPORT  DADDR            DPORT',
  '10.000   10234 4211   x    4  10.0.2.15        40001  203.0.113.7      8443',
];

const damagedLine = fc
  .tuple(fc.constantFrom(...LINES), fc.nat(300), fc.nat(6), fc.string({ maxLength: 6, unit: 'binary' }))
  .map(([line, at, drop, put]) => line.slice(0, at) + put + line.slice(at + drop));
const line = fc.oneof(fc.constantFrom(...LINES), damagedLine, fc.string({ maxLength: 80, unit: 'binary' }));

describe.each(IMPORTERS)('$format', (importer) => {
  it('neither throws nor emits nonsense, whatever the lines hold', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.boolean(), (lines, isTaken) => {
        importer.sniff(lines, 'x');
        const options = { deviceTz: 'UTC', ...(isTaken ? { takenUs: 1_767_225_600_000_000 } : {}) };
        const { crypto, states, sockets, rejected } = importText(importer, lines.join('\n'), options);
        for (const event of [...crypto, ...states]) expect(Number.isFinite(event.timeUs)).toBe(true);
        for (const { uid = 0 } of [...crypto, ...states, ...sockets]) expect(Number.isInteger(uid)).toBe(true);
        for (const { operation, outputPrefix } of crypto)
          expect(outputPrefix === undefined || operation === 'encrypt' || operation === 'wrap').toBe(true);
        for (const { reason } of rejected) expect(reason.length).toBeGreaterThan(3);
      }),
      { numRuns: 60 },
    );
  });

  it('names what it yields, how to get it, and what it is blind to for the areas it watches', () => {
    expect(importer.yields.length).toBeGreaterThan(0);
    expect(importer.source.length).toBeGreaterThan(3);
    const isOfEvents = importer.yields.includes('crypto events') || importer.yields.includes('app states');
    expect((importer.sights ?? []).length > 0).toBe(isOfEvents);
  });
});
