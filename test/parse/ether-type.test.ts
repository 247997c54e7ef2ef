import { describe, expect, it } from 'vitest';
import { isVlanTag, nameOfEtherType } from '../../src/parse/ether-type.ts';

describe('EtherTypes', () => {
  it('that are not decoded have names', () => {
    expect([0x0806, 0x8847, 0x8848, 0x8863, 0x8864, 0x88e5].map(nameOfEtherType)).toEqual([
      'ARP',
      'MPLS',
      'MPLS',
      'PPPoE',
      'PPPoE',
      'MACsec',
    ]);
  });

  it('without a name print as hexadecimal', () => {
    expect([0x1234, 0x0600, 0xfffe].map(nameOfEtherType)).toEqual([
      'EtherType 0x1234',
      'EtherType 0x0600',
      'EtherType 0xfffe',
    ]);
  });

  it('of VLAN tags are 802.1Q, 802.1ad and the older QinQ', () => {
    expect([0x8100, 0x88a8, 0x9100].every(isVlanTag)).toBe(true);
    expect([0x0800, 0x86dd, 0x8847].some(isVlanTag)).toBe(false);
  });
});
