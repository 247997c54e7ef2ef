import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { procnetImporter } from '../../src/telemetry/procnet-importer.ts';
import { sharedFolder } from '../support/shared.ts';
import { at, importText } from './telemetry-fixture.ts';

const HEADER4 = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const HEADER6 =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const HEADER_UDP = `${HEADER4} ref pointer drops             `;
const TAIL = '00000000:00000000 00:00000000 00000000';
const LISTEN = `   0: 0100007F:13AD 00000000:0000 0A ${TAIL}     0        0 1201 1 0000000000000000 100 0 0 10 0`;
const TCP = `   1: 01ADD70A:9C41 077100CB:20FB 01 ${TAIL} 10234        0 60011 1 0000000000000000 20 4 30 10 -1`;
const TCP6 = `   0: 0000000000000000FFFF000001ADD70A:9C42 0000000000000000FFFF0000077100CB:01BB 02 ${TAIL} 10301        0 60020 2 0000000000000000 100 0 0 10 -1`;
const UDP = ` 515: 00000000:14E9 00000000:0000 07 ${TAIL}  1051        0 7518 2 0000000000000000 0`;

const read = (...lines: string[]) => importText(procnetImporter, lines.join('\n'));

describe('a row', () => {
  it('of tcp has its addresses turned, ports as they stand', () => {
    const { sockets, polls, rejected } = read('### 1767225601.000000000 boot=99.5', '# tcp', HEADER4, LISTEN, TCP);
    expect(rejected).toEqual([]);
    expect(polls).toEqual([at(1)]);
    expect(sockets[0]).toMatchObject({
      localIp: '127.0.0.1',
      localPort: 5037,
      remoteIp: '0.0.0.0',
      remotePort: 0,
      state: 'LISTEN',
      uid: 0,
      inode: '1201',
    });
    expect(sockets[1]).toMatchObject({
      action: 'socket_snapshot',
      dataset: 'procnet',
      line: 5,
      timeUs: at(1),
      transport: 'tcp',
      localIp: '10.215.173.1',
      localPort: 40001,
      remoteIp: '203.0.113.7',
      remotePort: 8443,
      state: 'ESTABLISHED',
      uid: 10234,
      inode: '60011',
    });
  });

  it('of tcp6 with a mapped address is an IPv4 socket', () => {
    expect(read('### 1767225601', '# tcp6', HEADER6, TCP6).sockets[0]).toMatchObject({
      transport: 'tcp',
      localIp: '10.215.173.1',
      localPort: 40002,
      remoteIp: '203.0.113.7',
      remotePort: 443,
    });
  });

  it('of an unconnected udp socket has no remote', () => {
    expect(read('### 1767225601', '# udp', HEADER_UDP, UDP).sockets[0]).toMatchObject({
      transport: 'udp',
      localPort: 5353,
      remoteIp: '0.0.0.0',
      remotePort: 0,
      uid: 1051,
    });
  });

  it('in TIME_WAIT, half-open or orphaned is nobody’s, never root’s', () => {
    const timeWait = TCP.replace(' 01 ', ' 06 ').replace('10234        0 60011', '    0        0 0');
    const orphan = TCP.replace(' 01 ', ' 05 ').replace('10234        0 60011', '    0        0 0');
    const halfOpen = `   2: 01ADD70A:9C41 077100CB:20FB 0C ${TAIL}`;
    const { sockets, rejected } = read('### 1767225601', '# tcp', HEADER4, timeWait, orphan, halfOpen);
    expect(rejected).toEqual([]);
    expect(sockets.map(({ uid, inode, ownerless }) => [uid, inode, ownerless])).toEqual(
      new Array(3).fill([undefined, undefined, true]),
    );
  });

  it('in TIME_WAIT says how much of its minute is left, in hundredths of a second', () => {
    const kept = (row: string) => read('### 1767225601', '# tcp', HEADER4, row).sockets[0];
    const timeWait = TCP.replace(' 01 ', ' 06 ').replace('00:00000000 00000000', '03:0000176F 00000000');
    expect(kept(timeWait)).toMatchObject({ closed: true, keptUs: 59_990_000 });
    expect(kept(timeWait.replace('03:', '02:'))).toMatchObject({ closed: true, keptUs: undefined });
    expect(kept(TCP)).toMatchObject({ closed: undefined, keptUs: undefined });
  });

  it('of root with an inode is root’s', () => {
    expect(read('### 1767225601', '# tcp', HEADER4, LISTEN).sockets[0]).toMatchObject({ uid: 0, ownerless: undefined });
  });

  it('that is folded, cut or garbled is rejected with the reason', () => {
    const { sockets, rejected } = read(
      '### 1767225601',
      '# tcp',
      HEADER4,
      '   0: 0100007F:13AD',
      TCP.slice(0, 60),
      TCP.replace('9C41', '9C4'),
      TCP.replace(' 01 ', ' FF '),
      'cat: /proc/net/tcp6: Permission denied',
      TCP.replace('10234', '9999999999'),
    );
    expect(sockets).toEqual([]);
    expect(rejected.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '4 is no row of a /proc/net table',
      '5 ends before its uid',
      '6 "01ADD70A:9C4" is no address and port in hex',
      '7 state "FF" is unknown',
      '8 is no row of a /proc/net table',
      '9 uid "9999999999" is no UID',
    ]);
  });
});

describe('tables', () => {
  it('may be concatenated without names: the header tells udp, the width tells IPv6', () => {
    const { sockets, rejected } = read('### 1767225601', HEADER4, TCP, HEADER6, TCP6, HEADER_UDP, UDP);
    expect(rejected).toEqual([]);
    expect(sockets.map(({ transport, localPort }) => [transport, localPort])).toEqual([
      ['tcp', 40001],
      ['tcp', 40002],
      ['udp', 5353],
    ]);
  });

  it('without any time hold for the whole log', () => {
    const { sockets, polls } = read(HEADER4, TCP, '', HEADER_UDP, UDP);
    expect(polls).toEqual([]);
    expect(sockets.map(({ timeUs, transport }) => [timeUs, transport])).toEqual([
      [undefined, 'tcp'],
      [undefined, 'udp'],
    ]);
  });

  it('of raw sockets are skipped, rows without a table rejected', () => {
    const { sockets, rejected } = read(
      '### 1767225601',
      '# raw',
      HEADER_UDP,
      UDP,
      '# tcp',
      HEADER4,
      TCP,
      '### 1767225602',
      TCP,
    );
    expect(sockets).toHaveLength(1);
    expect(rejected).toEqual([
      { line: 9, reason: 'belongs to no table: neither a "# tcp" line nor a header row precedes it', naive: false },
    ]);
  });

  it('of a snapshot whose time cannot be read are rejected with it', () => {
    const { sockets, rejected } = read('### now', '# tcp', HEADER4, TCP, '### 1767225602.%N', '# tcp', HEADER4, TCP);
    expect(sockets.map(({ timeUs }) => timeUs)).toEqual([at(2)]);
    expect(rejected.map(({ line }) => line)).toEqual([1, 4]);
  });
});

it('is recognised by a table header, less surely by a snapshot line', () => {
  expect(procnetImporter.sniff(['### 1767225601', '# tcp', HEADER4])).toBeGreaterThan(0.9);
  expect(procnetImporter.sniff(['', HEADER6])).toBeGreaterThan(0.9);
  expect(procnetImporter.sniff(['### 1767225601'])).toBeGreaterThan(0.5);
  expect(procnetImporter.sniff(['### Heading', 'text'])).toBe(0);
});

const poll = sharedFolder('telemetry/synthetic/procnet-poll.log');
it.skipIf(poll === undefined)('every line of the sample polling log is accepted', () => {
  const { sockets, polls, rejected } = importText(procnetImporter, readFileSync(poll as string, 'utf8'));
  expect(rejected).toEqual([]);
  expect(polls).toEqual([0.5, 1, 1.5, 2].map(at));
  expect(sockets).toHaveLength(14);
  expect(sockets.filter(({ ownerless }) => ownerless)).toHaveLength(1);
});

it('never throws, and emits only rows it could read', () => {
  const piece = fc.oneof(
    fc.constantFrom('### 1767225601', '# tcp', '# udp6', HEADER4, HEADER6, HEADER_UDP, TCP, TCP6, UDP),
    fc.stringMatching(/^[ \w:.#-]{0,120}$/),
  );
  fc.assert(
    fc.property(fc.array(piece), (lines) => {
      for (const { localPort, localIp } of read(...lines).sockets) {
        expect(localPort).toBeLessThanOrEqual(65535);
        expect(localIp).toBeDefined();
      }
    }),
  );
});
