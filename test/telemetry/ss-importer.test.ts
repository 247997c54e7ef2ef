import { describe, expect, it } from 'vitest';
import { ssImporter } from '../../src/telemetry/ss-importer.ts';
import { at, importText } from './telemetry-fixture.ts';

const HEAD = 'Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process';
const DUMP = `### 1767225601
${HEAD}
tcp   ESTAB  0      0      [::ffff:10.0.2.15]:40001   [::ffff:203.0.113.7]:8443 users:(("e.suspect",pid=4211,fd=9)) uid:10234 ino:60011 sk:2f cgroup:/x <->
	 cubic wscale:8,7 rto:204
udp   UNCONN 0      0      10.0.2.15%wlan0:68   0.0.0.0:*   ino:5 sk:30
udp   UNCONN 0      0      *:5353   *:*  uid:1051 ino:6 sk:31
tcp   TIME-WAIT 0   0      10.0.2.15:40002   203.0.113.7:443
icmp6 UNCONN 0      0      *:ipv6-icmp  *:*
`;

describe('a poll', () => {
  it('gives sockets with UID, which is 0 where it is left out, and none where no inode is there either', () => {
    const { sockets, polls, rejected } = importText(ssImporter, DUMP);
    expect(rejected).toEqual([]);
    expect(polls).toEqual([at(1)]);
    expect(sockets).toMatchObject([
      {
        transport: 'tcp',
        localIp: '10.0.2.15',
        localPort: 40001,
        remoteIp: '203.0.113.7',
        remotePort: 8443,
        uid: 10234,
        inode: '60011',
        pid: 4211,
        timeUs: at(1),
      },
      { transport: 'udp', localIp: '10.0.2.15', localPort: 68, remotePort: 0, uid: 0 },
      { transport: 'udp', localIp: '0.0.0.0', localPort: 5353, uid: 1051 },
      { state: 'TIME-WAIT', uid: undefined, ownerless: true },
    ]);
  });

  it('of one family lacks the first column', () => {
    const text =
      'State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process\nESTAB 0 0 10.0.2.15:1 1.2.3.4:2 uid:1 ino:3 sk:1';
    expect(importText(ssImporter, text).sockets).toMatchObject([{ transport: 'tcp', uid: 1, timeUs: undefined }]);
  });

  it('of damaged rows rejects them', () => {
    const text = `${HEAD}\ntcp ESTAB x 0 1.2.3.4:1 1.2.3.4:2\ntcp ESTAB 0 0 1.2.3:1 1.2.3.4:2 uid:1\ntcp ESTAB 0\ntcp ESTAB 0 0 1.2.3.4:1 1.2.3.4:2 uid:ino:3`;
    expect(importText(ssImporter, text).rejected.map(({ reason }) => reason)).toEqual([
      'is no row of ss',
      'has an address that cannot be read',
      'is no row of ss',
      'has a UID that cannot be read',
    ]);
  });
});

it('is recognised', () => {
  expect(ssImporter.sniff(DUMP.split('\n'))).toBeGreaterThan(0.9);
  expect(ssImporter.sniff(['State of things'])).toBe(0);
});
