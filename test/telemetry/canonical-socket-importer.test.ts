import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalSocketImporter } from '../../src/telemetry/canonical-socket-importer.ts';
import { sharedFolder } from '../support/shared.ts';
import { at, importText } from './telemetry-fixture.ts';

const read = (text: string, options = {}) => importText(canonicalSocketImporter, text, options);
const row = (keys: object) =>
  JSON.stringify({
    '@timestamp': '2026-01-01T00:00:01Z',
    'network.transport': 'tcp',
    'source.port': 40001,
    'android.uid': 10234,
    ...keys,
  });

const FULL = {
  schema: 'cipherscope.socket/1',
  '@timestamp': '2026-01-01T00:00:01.000000250Z',
  'event.action': 'socket_open',
  'event.start': 1767225601,
  'event.end': 1767225602500,
  'event.slack_ms': 250,
  'event.dataset': 'procnet',
  'network.transport': 'tcp',
  'source.ip': '::ffff:10.215.173.1',
  'source.port': 40001,
  'source.bytes': 1514,
  'destination.ip': '203.0.113.7',
  'destination.port': 8443,
  'destination.domain': 'api.example',
  'android.uid': 10234,
  'package.name': ['com.example.suspect'],
  'process.pid': 4211,
  'process.name': 'com.example.suspect:push',
  'socket.inode': '60011',
  'observer.vantage': 'socket',
  'observer.name': 'emulator-5554',
};

describe('a row', () => {
  it('is read with every key', () => {
    const [observation] = read(JSON.stringify(FULL)).sockets;
    expect(observation).toMatchObject({
      action: 'socket_open',
      timeUs: at(1),
      timeNs: 250,
      startUs: at(1),
      endUs: at(2.5),
      slackUs: 250_000,
      dataset: 'procnet',
      transport: 'tcp',
      localIp: '10.215.173.1',
      localPort: 40001,
      remoteIp: '203.0.113.7',
      remotePort: 8443,
      domain: 'api.example',
      uid: 10234,
      packages: ['com.example.suspect'],
      pid: 4211,
      processName: 'com.example.suspect:push',
      inode: '60011',
      vantage: 'socket',
      device: 'emulator-5554',
      counters: { sentBytes: 1514 },
      line: 1,
    });
  });

  it('may use the names other tools use', () => {
    const csv =
      'ts,proto,laddr,lport,raddr,rport,uid,extra\n1767225601,6,/10.0.2.15,40001,host/203.0.113.7,443,u0a234,x';
    expect(read(csv).sockets[0]).toMatchObject({
      action: 'socket_snapshot',
      timeUs: at(1),
      transport: 'tcp',
      localIp: '10.0.2.15',
      remoteIp: '203.0.113.7',
      remotePort: 443,
      uid: 10234,
      labels: { extra: 'x' },
    });
  });

  it('of a connect event needs neither transport nor local port', () => {
    const text =
      '{"@timestamp":1767225601000,"event":{"action":"connect"},"ipAddress":"/5.6.7.8","port":443,"packageName":"com.example.app"}';
    expect(read(text).sockets[0]).toMatchObject({
      action: 'connect',
      transport: undefined,
      remoteIp: '5.6.7.8',
      uid: undefined,
      packages: ['com.example.app'],
    });
  });

  it('in TIME_WAIT with UID 0 has no owner', () => {
    expect(read(row({ 'android.uid': 0, 'socket.state': 'TIME_WAIT' })).sockets[0].ownerless).toBe(true);
    expect(read(row({ 'android.uid': 0, 'socket.state': 'ESTABLISHED' })).sockets[0].ownerless).toBeUndefined();
  });

  it('that lacks what the join needs is rejected, and says what', () => {
    const reasons = [
      row({ '@timestamp': null }),
      row({ 'network.transport': null }),
      row({ 'network.transport': 'sctp' }),
      row({ 'android.uid': null }),
      row({ 'android.uid': 'nobody knows' }),
      row({ 'source.ip': '10.0.2' }),
      row({ 'event.action': 'guess' }),
      row({ 'event.start': 1767225602, 'event.end': 1767225601 }),
      row({ 'observer.vantage': 'moon' }),
    ].map((text) => read(text).rejected[0]?.reason);
    expect(reasons).toEqual([
      'has no @timestamp',
      'has no network.transport',
      'network.transport "sctp" is none of tcp, udp, icmp, ipv6-icmp',
      'has neither android.uid nor package.name',
      'android.uid "nobody knows" is no UID',
      'source.ip "10.0.2" is no IP address',
      'event.action "guess" is none of socket_open, socket_snapshot, socket_close, connect, packet, dns_query',
      'event.end is before event.start',
      'observer.vantage "moon" is none of socket, tun, wire, app',
    ]);
  });

  it('with local times waits for the zone', () => {
    const text = row({ '@timestamp': '2026-01-01 01:00:01' });
    expect(read(text).rejected).toMatchObject([{ naive: true }]);
    expect(read(text, { deviceTz: 'Europe/Berlin' }).sockets[0].timeUs).toBe(at(1));
  });
});

it('is told from inventories and other logs by its keys', () => {
  const sniff = (line: string) => canonicalSocketImporter.sniff([line]);
  expect(sniff(row({}))).toBeGreaterThan(0.5);
  expect(sniff(JSON.stringify(FULL))).toBe(1);
  expect(sniff('ts,proto,laddr,lport,raddr,rport,uid')).toBeGreaterThan(0.5);
  expect(sniff('{"package.name":"a","android.uid":10001}')).toBe(0);
  expect(sniff('{"schema":"cipherscope.crypto/1","@timestamp":1,"android.uid":1,"destination.port":1}')).toBe(0);
});

describe('the schema', () => {
  const validate = new Ajv2020({ allowUnionTypes: true, validateFormats: false }).compile(
    JSON.parse(readFileSync(new URL('../../schema/socket.schema.json', import.meta.url), 'utf8')),
  );

  it('accepts what the importer reads and refuses what it rejects', () => {
    expect(validate(FULL), JSON.stringify(validate.errors)).toBe(true);
    for (const change of [
      { '@timestamp': undefined },
      { 'network.transport': 'sctp' },
      { 'android.uid': undefined, 'package.name': undefined },
      { 'event.action': 'guess' },
      { surprise: 1 },
    ]) {
      const { 'event.start': _, ...plain } = FULL;
      expect(validate(JSON.parse(JSON.stringify({ ...plain, ...change }))), JSON.stringify(change)).toBe(false);
    }
  });

  const shared = sharedFolder('telemetry/synthetic/canonical-socket.ndjson');
  it.skipIf(shared === undefined)('holds for the sample log, all of which is read', () => {
    const text = readFileSync(shared as string, 'utf8').trim();
    for (const line of text.split('\n')) expect(validate(JSON.parse(line)), JSON.stringify(validate.errors)).toBe(true);
    const { sockets, rejected } = read(text);
    expect(rejected).toEqual([]);
    expect(sockets.map(({ action, uid }) => [action, uid])).toEqual([
      ['socket_open', 10234],
      ['socket_snapshot', 1051],
    ]);
  });
});

it('never throws, and accepts or rejects every line that is not empty', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constant(row({}))), { minLength: 1 }),
      (lines) => {
        read(lines.map((line) => line.replaceAll('\n', ' ')).join('\n'));
      },
    ),
  );
});
