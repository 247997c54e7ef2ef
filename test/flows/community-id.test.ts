import { describe, expect, it } from 'vitest';
import { communityId } from '../../src/flows/community-id.ts';
import { FlowTable } from '../../src/flows/flow-table.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { PacketSource, type TestPacket } from '../support/packets.ts';

/** By way of the packet and the flow table, as in an analysis. */
function idOf(packet: TestPacket, seed?: number, encoding?: 'base64' | 'hex'): string {
  const table = new FlowTable(1);
  table.begin(new PacketSource().view(packet), 1, false);
  return communityId(table.columns.key, 0, seed, encoding);
}

const V4 = ['1.2.3.4', '5.6.7.8'] as const;
const V6 = ['fe80:1:203:405:607:809:a0b:c0d', 'fe80:1011:1213:1415:1617:1819:1a1b:1c1d'] as const;
const ports = (protocol: number) => ({ from: `${V4[0]}:1122`, to: `${V4[1]}:3344`, protocol });
const icmp = (type: number, code: number) => ({ from: V4[0], to: V4[1], protocol: IpProtocol.icmp, type, code });
const icmp6 = (type: number) => ({ from: `[${V6[0]}]`, to: `[${V6[1]}]`, protocol: IpProtocol.icmpv6, type });

/** The samples of the specification's README: seed 0, seed 1, and seed 0 without base64. */
const SAMPLES: readonly [string, TestPacket, string, string, string][] = [
  [
    'TCP',
    ports(IpProtocol.tcp),
    'wCb3OG7yAFWelaUydu0D+125CLM=',
    'HhA1B+6CoLbiKPEs5nhNYN4XWfk=',
    'c026f7386ef200559e95a53276ed03fb5db908b3',
  ],
  [
    'UDP',
    ports(IpProtocol.udp),
    '0Mu9InQx6z4ZiCZM/7HXi2WMhOg=',
    'OShq+iKDAMVouh/4bMxB9Sz4amw=',
    'd0cbbd227431eb3e1988264cffb1d78b658c84e8',
  ],
  [
    'SCTP',
    ports(IpProtocol.sctp),
    'EKt4MsxuyaE6mL+hmrEkQ9csDD8=',
    'uitchpn5MMGAQKBJh7bIr/bAr7s=',
    '10ab7832cc6ec9a13a98bfa19ab12443d72c0c3f',
  ],
  [
    'an ICMP echo request',
    icmp(8, 0),
    'crodRHL2FEsHjbv3UkRrfbs4bZ0=',
    '9pr4ZGTICiuZoIh90RRYE2RyXpU=',
    '72ba1d4472f6144b078dbbf752446b7dbb386d9d',
  ],
  [
    'an ICMP message without answer',
    icmp(11, 0),
    'f/YiSyWqczrTgfUCZlBUnvHRcPk=',
    '1DD7cWGC/Yg91YGsQeni8du3pIA=',
    '7ff6224b25aa733ad381f5026650549ef1d170f9',
  ],
  [
    'an ICMPv6 echo request',
    icmp6(128),
    '0bf7hyMJUwt3fMED7z8LIfRpBeo=',
    'IO27GQzPuCtNnwFvjWALMHu5tJE=',
    'd1b7fb872309530b777cc103ef3f0b21f46905ea',
  ],
  [
    'an ICMPv6 message without answer',
    icmp6(146),
    'fYC8+pz24E+EhANP1EZhpX0Dw10=',
    'Cv4IKJe56BNkF0MBW2YxQ3Nwc3s=',
    '7d80bcfa9cf6e04f8484034fd44661a57d03c35d',
  ],
  [
    'RSVP',
    { from: V4[0], to: V4[1], protocol: 46 },
    'ikv3kmf89luf73WPz1jOs49S768=',
    '/buhqeOmaRCopOZFy9HnoJd5XW8=',
    '8a4bf79267fcf65b9fef758fcf58ceb38f52efaf',
  ],
  [
    'RSVP over IPv6',
    { from: `[${V6[0]}]`, to: `[${V6[1]}]`, protocol: 46 },
    'wQ/2mwrnXP4lmJcHdGL5ePjR+e0=',
    'j6EyyfBzL4vWKHFXgUqb5Az3OxM=',
    'c10ff69b0ae75cfe259897077462f978f8d1f9ed',
  ],
];

describe('the Community ID', () => {
  it.each(SAMPLES)(
    "of %s is the specification's, with and without seed and base64",
    (_, packet, plain, seeded, hex) => {
      expect(idOf(packet)).toBe(`1:${plain}`);
      expect(idOf(packet, 1)).toBe(`1:${seeded}`);
      expect(idOf(packet, 0, 'hex')).toBe(`1:${hex}`);
    },
  );

  it('is the same for both directions', () => {
    for (const protocol of [IpProtocol.tcp, IpProtocol.udp, IpProtocol.sctp, 46]) {
      const there = ports(protocol);
      expect(idOf({ ...there, from: there.to, to: there.from })).toBe(idOf(there));
    }
    expect(idOf({ ...icmp(0, 0), from: V4[1], to: V4[0] })).toBe(idOf(icmp(8, 0)));
    expect(idOf({ ...icmp6(129), from: `[${V6[1]}]`, to: `[${V6[0]}]` })).toBe(idOf(icmp6(128)));
  });

  it('orders ports where the addresses are the same', () => {
    const there = { from: '127.0.0.1:1', to: '127.0.0.1:2' };
    expect(idOf({ from: there.to, to: there.from })).toBe(idOf(there));
    expect(idOf(there)).not.toBe(idOf({ from: '127.0.0.1:1', to: '127.0.0.1:3' }));
  });
});
