import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pcapdroidCsvImporter } from '../../src/telemetry/pcapdroid-csv-importer.ts';
import { at, importText } from './telemetry-fixture.ts';

const V130 =
  'IPProto,SrcIP,SrcPort,DstIp,DstPort,Uid,App,Proto,Status,Info,BytesSent,BytesRcvd,PktsSent,PktsRcvd,FirstSeen,LastSeen';
const V146 = V130.replace('Uid', 'UID');
const V174 = V146.replace('App,', 'App,PackageName,');
const ISO = '2026-01-01T01:00:01.000+01:00,2026-01-01T01:00:02.500+01:00';

const read = (...lines: string[]) => importText(pcapdroidCsvImporter, lines.join('\n'));
const only = (...lines: string[]) => {
  const { sockets, rejected } = read(...lines);
  expect(rejected).toEqual([]);
  expect(sockets).toHaveLength(1);
  return sockets[0];
};

describe('every version', () => {
  it('1.7.4 has the package name; App may hold a comma', () => {
    expect(
      only(
        V174,
        `6,10.215.173.1,40001,203.0.113.7,8443,10234,Suspect, App,com.example.suspect,TLS,Closed,api.example,1514,920,9,7,${ISO}`,
      ),
    ).toEqual({
      action: 'socket_open',
      dataset: 'pcapdroid.csv',
      line: 2,
      device: undefined,
      timeUs: at(1),
      timeNs: 0,
      startUs: at(1),
      endUs: at(2.5),
      transport: 'tcp',
      localIp: '10.215.173.1',
      localPort: 40001,
      remoteIp: '203.0.113.7',
      remotePort: 8443,
      domain: 'api.example',
      uid: 10234,
      packages: ['com.example.suspect'],
      label: 'Suspect, App',
      counters: { sentBytes: 1514, receivedBytes: 920, sentPackets: 9, receivedPackets: 7 },
      vantage: 'tun',
    });
  });

  it('1.3.0 counts in seconds and knows no package', () => {
    expect(
      only(
        V130,
        '17,10.215.173.1,5353,10.215.173.2,53,1051,netd,DNS,Closed,www.example.com,60,120,1,1,1767225601,1767225602',
      ),
    ).toMatchObject({
      timeUs: at(1),
      endUs: at(2),
      transport: 'udp',
      uid: 1051,
      packages: undefined,
      label: 'netd',
      domain: 'www.example.com',
    });
  });

  it('1.4.6 counts in milliseconds', () => {
    expect(
      only(
        V146,
        '6,10.215.173.1,40001,203.0.113.7,8443,10234,App,TLS,Active,api.example,1,2,3,4,1767225601250,1767225602500',
      ),
    ).toMatchObject({ startUs: at(1.25), endUs: at(2.5) });
  });

  it('with malware detection has a Malicious column, filled or empty', () => {
    for (const value of ['yes', '']) {
      expect(
        only(
          `${V174},Malicious`,
          `6,10.215.173.1,40001,203.0.113.7,8443,10234,A,com.example.a,TLS,Closed,x.example,1,2,3,4,${ISO},${value}`,
        ),
      ).toMatchObject({
        packages: ['com.example.a'],
        endUs: at(2.5),
        counters: { receivedPackets: 4 },
      });
    }
  });
});

describe('unquoted commas', () => {
  it('in App and Info do not move the columns, with the package name as the mark', () => {
    const row = `6,10.215.173.1,40001,203.0.113.7,8443,10234,My, big, App,com.example.big,HTTP,Geschlossen,GET /a,b,c?x=1,2,10,20,3,4,${ISO}`;
    expect(only(V174, row)).toMatchObject({
      label: 'My, big, App',
      packages: ['com.example.big'],
      startUs: at(1),
      counters: { sentBytes: 10, receivedPackets: 4 },
    });
  });

  it('in App and Info do not move the columns of old versions, with the protocol as the mark', () => {
    expect(
      only(
        V146,
        '6,10.215.173.1,40001,203.0.113.7,8443,10234,My, App,TLS,Closed,a,b,10,20,3,4,1767225601000,1767225602000',
      ),
    ).toMatchObject({
      label: 'My, App',
      uid: 10234,
      counters: { sentBytes: 10 },
    });
  });

  it('a host name in Info is not taken for the package', () => {
    const row = `17,10.215.173.1,5353,10.215.173.2,53,1051,netd,netd,DNS,Closed,www.example.com,60,120,1,1,${ISO}`;
    expect(only(V174, row)).toMatchObject({ label: 'netd', packages: undefined, domain: 'www.example.com' });
  });

  it('a package-like label is not taken for the package that a protocol follows', () => {
    const row = `6,10.215.173.1,40001,203.0.113.7,443,10234,a.b,com.example.real,TLS,Closed,,1,2,3,4,${ISO}`;
    expect(only(V174, row)).toMatchObject({ label: 'a.b', packages: ['com.example.real'] });
  });
});

it('digits of the device language are read', () => {
  const times = '٢٠٢٦-٠١-٠١T٠١:٠٠:٠١.٠٠٠+٠١:٠٠,٢٠٢٦-٠١-٠١T٠١:٠٠:٠٢.٥٠٠+٠١:٠٠';
  expect(
    only(
      V174,
      `6,10.215.173.1,40001,203.0.113.7,8443,10234,تطبيق,com.example.a,TLS,مغلق,x.example,1514,920,9,7,${times}`,
    ),
  ).toMatchObject({ startUs: at(1), endUs: at(2.5), label: 'تطبيق' });
});

it('unknown owners, IPv6 and UIDs as names are read', () => {
  const { sockets } = read(
    V174,
    `6,fd00:2:fd00:1:fd00:1:fd00:1,40001,2001:db8::7,443,-1,Unknown,,TLS,Closed,,1,2,3,4,${ISO}`,
    `6,10.215.173.1,40001,203.0.113.7,443,u0_a100,A,com.example.a,TLS,Closed,,1,2,3,4,${ISO}`,
  );
  expect(sockets.map(({ uid, localIp }) => [uid, localIp])).toEqual([
    [-1, 'fd00:2:fd00:1:fd00:1:fd00:1'],
    [10100, '10.215.173.1'],
  ]);
});

it('headers of concatenated exports switch the layout', () => {
  const { sockets, rejected } = read(
    V146,
    '6,10.215.173.1,1,203.0.113.7,2,10001,A,TLS,Closed,x,1,2,3,4,1767225601000,1767225602000',
    V174,
    `6,10.215.173.1,1,203.0.113.7,2,10002,B,com.example.b,TLS,Closed,x,1,2,3,4,${ISO}`,
  );
  expect(rejected).toEqual([]);
  expect(sockets.map(({ label, packages }) => [label, packages?.[0]])).toEqual([
    ['A', undefined],
    ['B', 'com.example.b'],
  ]);
});

it('rows that make no sense are rejected with the reason', () => {
  const row = (change: Record<number, string>) => {
    const cells = `6,10.215.173.1,40001,203.0.113.7,8443,10234,A,com.example.a,TLS,Closed,x,1,2,3,4,${ISO}`.split(',');
    for (const [i, value] of Object.entries(change)) cells[Number(i)] = value;
    return cells.join(',');
  };
  const { rejected } = read(
    V174,
    row({ 0: '99' }),
    row({ 1: 'x' }),
    row({ 4: '70000' }),
    row({ 5: 'x' }),
    row({ 15: 'x' }),
    row({ 16: 'x' }),
    '6,1,2',
    row({ 15: '2026-01-01 01:00:01' }),
  );
  expect(rejected.map(({ reason }) => reason)).toEqual([
    'IPProto "99" is none of 1, 6, 17, 58',
    '"x" is no IP address',
    '"70000" is no port',
    'UID "x" is no UID',
    'FirstSeen: time "x" is neither RFC 3339 nor an epoch number',
    'LastSeen: time "x" is neither RFC 3339 nor an epoch number',
    'has 3 fields, at least 17 are needed',
    expect.stringContaining('--device-tz'),
  ]);
  expect(rejected.map(({ naive }) => naive)).toEqual([false, false, false, false, false, false, false, true]);
  expect(read('1,2,3').rejected[0].reason).toBe('precedes the header IPProto,SrcIP,…');
});

it('is recognised by its header in any case', () => {
  expect(pcapdroidCsvImporter.sniff([V174.toLowerCase()])).toBeGreaterThan(0.9);
  expect(pcapdroidCsvImporter.sniff(['ts,proto,laddr'])).toBe(0);
});

it('never throws', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[\w.,:+ -]{0,200}$/)),
      (lines) => void read(V174, ...lines, V130, ...lines),
    ),
  );
});
