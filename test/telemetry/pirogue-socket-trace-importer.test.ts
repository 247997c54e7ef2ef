import { expect, it } from 'vitest';
import { pirogueSocketTraceImporter } from '../../src/telemetry/pirogue-socket-trace-importer.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { at, flowOf, importText, readLogs } from './telemetry-fixture.ts';

const record = (more: object = {}, seconds = 10.2) => ({
  type: 'socket_trace_log',
  dump: 'socket_trace.json',
  data_type: 'json',
  pid: 4211,
  process: 'com.example.app:sync',
  timestamp: at(seconds) / 1000,
  data: {
    socket_fd: 7,
    socket_type: 'tcp6',
    socket_event_type: 'write',
    dest_ip: '::ffff:203.0.113.7',
    dest_port: 8443,
    local_ip: '::ffff:10.0.2.15',
    local_port: 40001,
    stack: [],
    ...more,
  },
});

it('calls are read from an array on one line or on many', () => {
  for (const text of [JSON.stringify([record()]), JSON.stringify([record()], undefined, 2)]) {
    expect(importText(pirogueSocketTraceImporter, text).sockets).toMatchObject([
      {
        action: 'packet',
        timeUs: at(10.2),
        transport: 'tcp',
        localIp: '10.0.2.15',
        localPort: 40001,
        remoteIp: '203.0.113.7',
        remotePort: 8443,
        pid: 4211,
        packages: ['com.example.app'],
      },
    ]);
    expect(pirogueSocketTraceImporter.sniff(text.split('\n'))).toBeGreaterThan(0.9);
  }
});

it('other sockets are passed over, other objects and bad times rejected', () => {
  expect(
    importText(pirogueSocketTraceImporter, JSON.stringify([record({ socket_type: 'unix:stream' })])).sockets,
  ).toEqual([]);
  expect(importText(pirogueSocketTraceImporter, '[{"type":"x"}]').rejected).toHaveLength(1);
  expect(
    importText(pirogueSocketTraceImporter, JSON.stringify([{ ...record(), timestamp: 'soon' }])).rejected,
  ).toHaveLength(1);
});

it('with a package list the traced app owns its flow', async () => {
  const telemetry = await readLogs({
    'socket_trace.json': JSON.stringify([record(), record({}, 11)]),
    'p.txt': 'package:com.example.app uid:10234\n',
  });
  expect(joinTelemetry([flowOf()], telemetry).outcomes[0]).toMatchObject({
    app: { uid: 10234, packages: ['com.example.app'] },
  });
});
