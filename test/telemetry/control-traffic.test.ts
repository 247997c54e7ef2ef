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

it('adb that its bytes prove may have any port, and port 5555 with another protocol is an app’s', () => {
  const wireless = { ...ADB, resp: { ip: '192.168.1.5', port: 37_115 }, orig: { ip: '192.168.1.7', port: 40_000 } };
  expect(controlTraffic(wireless)).toBeUndefined();
  expect(controlTraffic({ ...wireless, service: 'adb' })).toContain('local network');
  expect(controlTraffic({ ...ADB, service: 'http' })).toBeUndefined();
  // An app that speaks adb to others, and a stranger who speaks it to the device, are what an analyst wants to see.
  expect(controlTraffic(flowOf({ service: 'adb', resp: { ip: '192.168.1.9', port: 5555 } }))).toBeUndefined();
  expect(controlTraffic({ ...ADB, service: 'adb', orig: { ip: '203.0.113.7', port: 1 } })).toBeUndefined();
});

it('the console of an emulator is set aside between local addresses', () => {
  const loopback = { orig: { ip: '127.0.0.1', port: 50_000 }, resp: { ip: '127.0.0.1', port: 5554 } };
  const toConsole = flowOf({ service: 'emulator-console', ...loopback });
  expect(controlTraffic(toConsole)).toContain('console');
  expect(controlTraffic({ ...toConsole, resp: { ip: '203.0.113.7', port: 5554 } })).toBeUndefined();
  expect(controlTraffic({ ...toConsole, service: undefined })).toBeUndefined();
});

it('gRPC that steers an emulator is set aside between local addresses, whatever the port', () => {
  const loopback = { orig: { ip: '127.0.0.1', port: 50_000 }, resp: { ip: '127.0.0.1', port: 8554 } };
  const control = flowOf({ service: 'emulator-grpc', ...loopback });
  expect(controlTraffic(control)).toContain('gRPC');
  expect(controlTraffic({ ...control, resp: { ip: '127.0.0.1', port: 40_554 } })).toContain('gRPC');
  // Such a path to a stranger is an app's, and so is other HTTP/2 to the usual port.
  expect(controlTraffic({ ...control, resp: { ip: '203.0.113.7', port: 8554 } })).toBeUndefined();
  expect(controlTraffic({ ...control, service: 'http' })).toBeUndefined();
  expect(controlTraffic({ ...control, packetUids: [{ uid: 10234, packets: 1, frame: 1 }] })).toBeUndefined();
});

it('its flows have no app, whatever the logs or --assume-uid say', async () => {
  const telemetry = await readLogs({ 'p.txt': 'package:com.a uid:10001\n' });
  expect(joinTelemetry([ADB], telemetry, { assumeUid: 10001 }).outcomes[0]).toMatchObject({
    cause: 'it is traffic of adb or of the emulator',
  });
});
