import { expect, it } from 'vitest';
import { controlTraffic } from '../../src/telemetry/control-traffic.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { flowOf, readLogs } from './telemetry-fixture.ts';

const ADB = flowOf({ orig: { ip: '10.0.2.2', port: 50000 }, resp: { ip: '10.0.2.15', port: 5555 }, local: 'resp' });

it('adb from the emulator’s host or the local network is set aside', () => {
  expect(controlTraffic(ADB)).toContain('the emulator');
  expect(
    controlTraffic({ ...ADB, orig: { ip: '192.168.1.7', port: 1 }, resp: { ip: '192.168.1.5', port: 5555 } }),
  ).toContain('local network');
});

it('an app that connects to port 5555, another port, a stranger, or packets with an app’s UID are not', () => {
  expect(controlTraffic(flowOf({ resp: { ip: '10.0.2.2', port: 5555 } }))).toBeUndefined();
  expect(controlTraffic({ ...ADB, resp: { ip: '10.0.2.15', port: 8080 } })).toBeUndefined();
  expect(controlTraffic({ ...ADB, orig: { ip: '203.0.113.7', port: 1 } })).toBeUndefined();
  expect(controlTraffic({ ...ADB, transport: 'udp' })).toBeUndefined();
  expect(controlTraffic({ ...ADB, packetUids: [{ uid: 10234, packets: 1, frame: 1 }] })).toBeUndefined();
});

it('its flows have no app, whatever the logs or --assume-uid say', async () => {
  const telemetry = await readLogs({ 'p.txt': 'package:com.a uid:10001\n' });
  expect(joinTelemetry([ADB], telemetry, { assumeUid: 10001 }).outcomes[0]).toMatchObject({
    cause: 'it is traffic of adb',
  });
});
