import { expect, it } from 'vitest';
import { randomOfKeyLogLine } from '../../src/parse/key-log-line.ts';
import { friTapImporter } from '../../src/telemetry/fritap-importer.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { at, flowOf, importText, readLogs } from './telemetry-fixture.ts';

const KEYS = `CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}`;
const device = { addr: '10.0.2.15', port: 40001 };
const server = { addr: '203.0.113.7', port: 8443 };

function call(name: string, seconds: number, more: object = {}) {
  const [src, dst] = name.includes('read') ? [server, device] : [device, server];
  return {
    timestamp: at(seconds) / 1e6,
    function: name,
    ssl_session_id: '5F',
    src_addr: src.addr,
    src_port: src.port,
    dst_addr: dst.addr,
    dst_port: dst.port,
    ss_family: 'AF_INET',
    ...more,
  };
}

const document = (target: string, ...connections: object[]) =>
  JSON.stringify(
    {
      session_info: { start_time: '2026-01-01T00:00:00+00:00', target_app: target, mobile: true, spawn: false },
      ssl_sessions: [{ timestamp: at(10) / 1e6, server_name: '"target_app": "com.evil.app"' }],
      connections,
      key_extractions: [{ timestamp: at(10) / 1e6, type: 'key_extraction', key_data: KEYS }],
      errors: [],
      statistics: { total_sessions: 1 },
    },
    undefined,
    2,
  );

const OWNED = {
  action: 'packet',
  transport: 'tcp',
  localIp: '10.0.2.15',
  localPort: 40001,
  remoteIp: '203.0.113.7',
  remotePort: 8443,
  packages: ['com.example.app'],
};

it('a session gives the sockets of reads and writes, the device’s side first, and its handshakes without their secrets', () => {
  const text = document('com.example.app', call('SSL_write', 10.2), call('SSL_read', 10.4));
  for (const form of [text, JSON.stringify(JSON.parse(text))]) {
    const { sockets, randoms, redacted, rejected } = importText(friTapImporter, form);
    expect(rejected).toEqual([]);
    expect(sockets).toMatchObject([
      { ...OWNED, timeUs: at(10.2) },
      { ...OWNED, timeUs: at(10.4) },
    ]);
    expect(randoms).toEqual([randomOfKeyLogLine(KEYS)]);
    expect(redacted).toBe(1);
    expect(friTapImporter.sniff(form.split('\n'))).toBeGreaterThan(0.9);
  }
});

it('the events of JSONL give the same, and of their plaintext nothing', () => {
  const lines = [
    {
      event_type: 'InstrumentEvent',
      timestamp: at(9) / 1e6,
      protocol: 'tls',
      process_id: '4211',
      target: 'com.example.app',
    },
    { event_type: 'KeylogEvent', timestamp: at(10) / 1e6, protocol: 'tls', key_data: KEYS, payload: null },
    { event_type: 'DatalogEvent', ...call('SSL_write', 10.2, { protocol: 'tls', data: '70617373', transport: 'tcp' }) },
    { event_type: 'DatalogEvent', ...call('quiche_stream_recv', 10.3, { data: '00', transport: 'udp' }) },
    { event_type: 'ConsoleEvent', timestamp: at(11) / 1e6, protocol: 'tls', message: 'done' },
  ].map((event) => JSON.stringify(event));
  const { events, sockets, randoms, redacted, rejected } = importText(friTapImporter, lines.join('\n'));
  expect(rejected).toEqual([]);
  expect(sockets[0]).toMatchObject({ ...OWNED, timeUs: at(10.2) });
  expect(sockets[1]).toMatchObject({ transport: 'udp', localIp: '203.0.113.7', packages: ['com.example.app'] });
  expect(randoms).toHaveLength(1);
  expect(redacted).toBe(3);
  expect(JSON.stringify(events)).not.toContain('70617373');
  expect(JSON.stringify(events)).not.toContain('cdcd');
  expect(friTapImporter.sniff(lines)).toBeGreaterThan(0.9);
});

it('a target that is a process or a title names no package; calls without a socket are passed over', () => {
  for (const target of ['4211', 'YouTube', '/usr/bin/curl'])
    expect(importText(friTapImporter, document(target, call('SSL_write', 10))).sockets[0]?.packages).toBeUndefined();
  const blind = call('SSL_write', 10, { src_addr: '', src_port: 0, dst_addr: '', dst_port: 0 });
  expect(importText(friTapImporter, document('com.example.app', blind))).toMatchObject({ sockets: [], rejected: [] });
});

it('a time that is none is rejected, a cut session too, and what stands before is kept', () => {
  const bad = document('com.example.app', call('SSL_write', 10, { timestamp: 'soon' }), call('SSL_write', 11));
  expect(importText(friTapImporter, bad)).toMatchObject({ rejected: [{}], sockets: [{ timeUs: at(11) }] });
  const whole = document('com.example.app', call('SSL_write', 10), call('SSL_write', 11));
  const cut = importText(friTapImporter, whole.slice(0, whole.lastIndexOf('"SSL_write"')));
  expect(cut.sockets).toHaveLength(1);
  expect(cut.rejected.at(-1)?.reason).toContain('ends in the middle');
});

it('with a package list the hooked app owns its flow', async () => {
  const telemetry = await readLogs({
    'session.json': document('com.example.app', call('SSL_write', 10.2), call('SSL_read', 11)),
    'p.txt': 'package:com.example.app uid:10234\n',
  });
  expect(joinTelemetry([flowOf()], telemetry).outcomes[0]).toMatchObject({
    app: { uid: 10234, packages: ['com.example.app'] },
  });
});
