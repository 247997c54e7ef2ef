import { describe, expect, it } from 'vitest';
import { netguardImporter } from '../../src/telemetry/netguard-importer.ts';
import { at, importText } from './telemetry-fixture.ts';

const HEAD = 'ID,time,version,protocol,flags,saddr,sport,daddr,dport,dname,uid,data,allowed,connection,interactive';
const row = (seconds: number, interactive: number, more = '10234') =>
  `1,${at(seconds) / 1000},4,6,S,10.1.10.1,40001,203.0.113.7,8443,x.example,${more},,1,1,${interactive}`;

describe('the table', () => {
  it('gives packets with their UID, and the screen where it changes', () => {
    const { sockets, states } = importText(netguardImporter, [HEAD, row(1, 1), row(2, 1), row(3, 0, '-1')].join('\n'));
    expect(sockets).toMatchObject([
      {
        action: 'packet',
        transport: 'tcp',
        localIp: '10.1.10.1',
        localPort: 40001,
        remotePort: 8443,
        uid: 10234,
        domain: 'x.example',
      },
      { uid: 10234 },
      { uid: -1 },
    ]);
    expect(states.map(({ action, timeUs }) => [action, timeUs])).toEqual([
      ['screen_on', at(1)],
      ['screen_off', at(3)],
    ]);
  });

  it('with damaged rows rejects them', () => {
    const bad = [row(1, 1).replace('203.0.113.7', 'x'), row(1, 1).replace(`${at(1) / 1000}`, 'soon')];
    expect(importText(netguardImporter, [HEAD, ...bad].join('\n')).rejected).toHaveLength(2);
  });
});

describe('lines of logcat', () => {
  const line = (message: string, pid = 77) => `1767225601.000  ${pid}  ${pid} I NetGuard.Service: ${message}`;

  it('are paired: the question names the socket, the answer its owner', () => {
    const text = [
      line('Get uid local=/10.1.10.1:40001 remote=/203.0.113.7:8443'),
      line('Get uid local=/10.1.10.1:40002 remote=/203.0.113.8:443', 78),
      line('Get uid=10234'),
      line('something else'),
      line('Get uid=10235', 78),
    ].join('\n');
    const { sockets, rejected } = importText(netguardImporter, text);
    expect(rejected).toEqual([]);
    expect(sockets.map(({ localPort, uid, transport }) => [localPort, uid, transport])).toEqual([
      [40001, 10234, 'tcp'],
      [40001, 10234, 'udp'],
      [40002, 10235, 'tcp'],
      [40002, 10235, 'udp'],
    ]);
    expect(netguardImporter.sniff(text.split('\n'))).toBeGreaterThan(0.9);
  });

  it('an answer without its question is rejected', () => {
    expect(importText(netguardImporter, line('Get uid=10234')).rejected[0].reason).toContain('does not hold');
  });
});
