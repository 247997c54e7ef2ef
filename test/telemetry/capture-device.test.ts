import { expect, it } from 'vitest';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { at, flowOf, readLogs, T0 } from './telemetry-fixture.ts';

const iso = (seconds: number) => new Date((T0 + seconds * 1e6) / 1000).toISOString();
const line = (fields: object) => `${JSON.stringify(fields)}\n`;
const socket = (observer: string | undefined, port: number, uid: number) =>
  line({
    schema: 'cipherscope.socket/1',
    '@timestamp': iso(10),
    'event.action': 'socket_open',
    'event.start': iso(10),
    'event.end': iso(12),
    'network.transport': 'tcp',
    'source.ip': '10.0.2.15',
    'source.port': port,
    'destination.ip': '203.0.113.7',
    'destination.port': 8443,
    'android.uid': uid,
    ...(observer === undefined ? {} : { 'observer.name': observer }),
  });
const app = (observer: string, name: string, uid: number) =>
  line({ schema: 'cipherscope.app/1', 'package.name': name, 'android.uid': uid, 'observer.name': observer });
const screen = (observer: string, uid?: number) =>
  line({
    schema: 'cipherscope.state/1',
    '@timestamp': iso(11),
    'event.action': uid === undefined ? 'screen_off' : 'process_start',
    'observer.name': observer,
    ...(uid === undefined ? {} : { 'android.uid': uid, 'process.pid': 77, 'process.name': 'x' }),
  });

const flow = (port: number) => flowOf({ orig: { ip: '10.0.2.15', port }, startUs: at(10), endUs: at(12) });

async function joined(logs: Record<string, string>, ports: number[]) {
  const telemetry = await readLogs(logs);
  const join = joinTelemetry(ports.map(flow), telemetry);
  const apps = join.outcomes.map((outcome) => ('app' in outcome ? outcome.app.packages : outcome.cause));
  const events = [...telemetry.events.select()].map(({ event }) => `${event.device} ${event.action}`);
  return { devices: { named: join.devices.named, used: [...join.devices.used] }, apps, events };
}

const TWO = {
  'apps.ndjson': app('phone-a', 'com.example.bank', 10234) + app('phone-b', 'org.example.game', 10234),
  'state.ndjson': screen('phone-a') + screen('phone-b') + screen('phone-b', 10234) + screen('phone-a', 10234),
};

it('the capture is of the device whose sockets its flows are: what is told of another counts for nothing', async () => {
  const sockets = socket('phone-a', 40001, 10234) + socket('phone-b', 50001, 10234);
  const { devices, apps, events } = await joined({ ...TWO, 's.ndjson': sockets }, [40001]);
  expect(devices).toEqual({ named: ['phone-a', 'phone-b'], used: ['phone-a'] });
  expect(apps).toEqual([['com.example.bank']]);
  expect(events).toEqual(['phone-a screen_off', 'phone-a process_start']);
});

it('a capture of both keeps their packages apart by the sockets', async () => {
  const sockets = socket('phone-a', 40001, 10234) + socket('phone-b', 50001, 10234);
  const { devices, apps } = await joined({ ...TWO, 's.ndjson': sockets }, [40001, 50001]);
  expect(devices.used).toEqual(['phone-a', 'phone-b']);
  expect(apps).toEqual([['com.example.bank'], ['org.example.game']]);
});

it('where no socket log tells the devices apart none of their events and packages count', async () => {
  const { devices, apps, events } = await joined({ ...TWO, 's.ndjson': socket(undefined, 40001, 10234) }, [40001]);
  expect(devices.used).toEqual([]);
  expect(apps).toEqual([[]]);
  expect(events).toEqual([]);
});

it('collections of two devices in one folder are told apart by what collect wrote of each', async () => {
  const device = (name: string) => `epoch=1 boot=2\nGoogle\n${name}\nbuild\n34\nUTC\nid\n`;
  const bare = (text: string) => text.replace(/,"observer.name":"[^"]*"/g, '');
  const { devices, apps } = await joined(
    {
      'a/device.txt': device('Pixel 7'),
      'a/apps.ndjson': bare(app('', 'com.example.bank', 10234)),
      'a/s.ndjson': socket(undefined, 40001, 10234),
      'b/device.txt': device('Pixel 8'),
      'b/apps.ndjson': bare(app('', 'org.example.game', 10234)),
      'b/s.ndjson': socket(undefined, 50001, 10234),
    },
    [40001],
  );
  expect(devices.named).toEqual(['collected from Google Pixel 7 build', 'collected from Google Pixel 8 build']);
  expect(apps).toEqual([['com.example.bank']]);
});

it('one device that logs name in different ways stays one', async () => {
  const { devices, apps } = await joined(
    {
      'device.txt': 'epoch=1 boot=2\nGoogle\nPixel 7\nbuild\n',
      'apps.ndjson': app('phone-a', 'com.example.bank', 10234),
      's.ndjson': socket(undefined, 40001, 10234),
    },
    [40001],
  );
  expect(devices).toEqual({ named: [], used: [] });
  expect(apps).toEqual([['com.example.bank']]);
});
