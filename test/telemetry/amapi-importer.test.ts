import { describe, expect, it } from 'vitest';
import { amapiImporter } from '../../src/telemetry/amapi-importer.ts';
import { at, importText } from './telemetry-fixture.ts';

const BATCH = {
  device: 'enterprises/LC01/devices/3a4b',
  user: 'enterprises/LC01/users/1',
  retrievalTime: '2026-01-01T01:00:00Z',
  usageLogEvents: [
    {
      eventId: '41',
      eventTime: '2026-01-01T00:00:01.5Z',
      eventType: 'CONNECT',
      connectEvent: { destinationIpAddress: '203.0.113.7', destinationPort: 8443, packageName: 'com.example' },
    },
    {
      eventId: '42',
      eventTime: '2026-01-01T00:00:02Z',
      eventType: 'DNS',
      dnsEvent: {
        hostname: 'x.example',
        ipAddresses: ['1.2.3.4'],
        packageName: 'com.example',
        totalIpAddressesReturned: '1',
      },
    },
    {
      eventId: '9',
      eventTime: '2026-01-01T00:00:03Z',
      eventType: 'KEY_GENERATED',
      keyGeneratedEvent: { keyAlias: 'k', applicationUid: 10234, success: true },
    },
    {
      eventId: '11',
      eventTime: '2026-01-01T00:00:04Z',
      eventType: 'APP_PROCESS_START',
      appProcessStartEvent: {
        processInfo: {
          processName: 'com.example',
          packageNames: ['com.example'],
          uid: 10234,
          pid: 77,
          apkSha256Hash: 'ab'.repeat(32),
        },
      },
    },
  ],
};

describe('a batch', () => {
  it.each([
    ['on one line', JSON.stringify(BATCH)],
    ['spread over lines', JSON.stringify(BATCH, undefined, 2)],
    ['in an array', `[\n${JSON.stringify(BATCH)}\n]`],
  ])('%s gives sockets, keys, processes of its device', (_, text) => {
    const { sockets, crypto, states, rejected, gaps } = importText(amapiImporter, text);
    expect(rejected).toEqual([]);
    expect(sockets).toMatchObject([
      {
        action: 'connect',
        timeUs: at(1.5),
        remoteIp: '203.0.113.7',
        remotePort: 8443,
        packages: ['com.example'],
        device: '3a4b',
      },
      { action: 'dns_query', remoteIp: '1.2.3.4', domain: 'x.example' },
    ]);
    expect(crypto).toMatchObject([{ action: 'keypair_generated', uid: 10234, keyAlias: 'k', outcome: 'success' }]);
    expect(states).toMatchObject([
      { action: 'process_start', pid: 77, packageName: 'com.example', apkSha256: 'ab'.repeat(32) },
    ]);
    expect(gaps).toMatchObject([{ cause: 'lacks event 10' }]);
  });
});

it('events alone, one a line, are read too, and repetitions once', () => {
  const lines = BATCH.usageLogEvents.map((event) => JSON.stringify(event));
  const { sockets, crypto } = importText(amapiImporter, [...lines, ...lines].join('\n'));
  expect([sockets.length, crypto.length]).toEqual([2, 1]);
  expect(amapiImporter.sniff(lines)).toBeGreaterThan(0.8);
});

it('what is damaged is rejected, what is cut short says so', () => {
  const [event] = BATCH.usageLogEvents;
  const { rejected } = importText(
    amapiImporter,
    `${JSON.stringify({ ...event, eventTime: 'soon' })}\n{"eventTime": nonsense}\n{"usageLogEvents":[`,
  );
  expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
    [1, 'time "soon" is neither RFC 3339 nor an epoch number'],
    [2, 'holds an object that is no JSON'],
    [3, 'ends in the middle of an object'],
  ]);
});

it('events after one that is refused are read all the same', () => {
  const [connect, , key] = BATCH.usageLogEvents;
  const text = JSON.stringify({ ...BATCH, usageLogEvents: [{ ...connect, eventTime: 'never' }, connect, key] });
  const { sockets, crypto, rejected } = importText(amapiImporter, text);
  expect([sockets.length, crypto.length, rejected.length]).toEqual([1, 1, 1]);
});
