import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { type FlowEnds, LocalSide } from '../../src/flows/local-side.ts';

const PUBLIC_A = '198.51.100.1';
const PUBLIC_B = '203.0.113.9';

function ends(origIp: string, respIp: string, rest: Partial<FlowEnds> = {}): FlowEnds {
  return { origIp, origPort: 5000, respIp, respPort: 5000, marked: undefined, synSeen: false, ...rest };
}

describe("the device's side of a flow", () => {
  it('is what the packets are marked with, before all else', () => {
    const side = new LocalSide(['10.9.9.9']);
    expect(side.of(ends('10.0.2.15', PUBLIC_A, { marked: 'resp', synSeen: true }))).toBe('resp');
  });

  it('is where an address of an emulator or a VPN tap stands', () => {
    const side = new LocalSide([]);
    for (const ip of ['10.0.2.15', '10.0.2.16', '10.215.173.1', '10.1.10.1', '10.111.222.1']) {
      expect(side.of(ends(PUBLIC_A, ip, { synSeen: true }))).toBe('resp');
      expect(side.of(ends(ip, '10.0.2.3'))).toBe('orig');
    }
    expect(side.of(ends('2001:db8::1', 'fd00:2:fd00:1:fd00:1:fd00:1', { synSeen: true }))).toBe('resp');
  });

  it('is where an address that the user named stands, single or in a block', () => {
    expect(new LocalSide([PUBLIC_B]).of(ends(PUBLIC_A, PUBLIC_B, { synSeen: true }))).toBe('resp');
    expect(new LocalSide(['203.0.113.0/24']).of(ends(PUBLIC_A, PUBLIC_B, { synSeen: true }))).toBe('resp');
    expect(new LocalSide(['2001:DB8:0::/48']).of(ends('2001:db9::1', '2001:db8::7', { synSeen: true }))).toBe('resp');
    expect(new LocalSide([`::ffff:${PUBLIC_B}`]).of(ends(PUBLIC_A, PUBLIC_B, { synSeen: true }))).toBe('resp');
    // IPv4 blocks say nothing of IPv6.
    expect(new LocalSide(['0.0.0.0/0']).of(ends('2001:db8::1', '2001:db8::2'))).toBeUndefined();
  });

  it('knows whether a flow had an address that the user named, be the flow marked or not', () => {
    expect(new LocalSide([]).isUnmet).toBe(false);
    const side = new LocalSide([PUBLIC_B, '10.9.0.0/16']);
    side.of(ends(PUBLIC_A, '10.0.2.15'));
    expect(side.isUnmet).toBe(true);
    side.of(ends(PUBLIC_A, '10.9.1.1', { marked: 'orig' }));
    expect(side.isUnmet).toBe(false);
    // An address of an emulator is the device's anyway.
    const emulator = new LocalSide(['10.0.2.15']);
    emulator.of(ends('10.0.2.15', PUBLIC_A));
    expect(emulator.isUnmet).toBe(false);
  });

  it('is where an address of the socket log stands, unless it is unspecified', () => {
    expect(new LocalSide([], [PUBLIC_B]).of(ends(PUBLIC_A, PUBLIC_B, { synSeen: true }))).toBe('resp');
    const unspecified = new LocalSide([], ['0.0.0.0', '::']);
    expect(unspecified.of(ends(PUBLIC_A, '0.0.0.0', { synSeen: true }))).toBe('orig');
  });

  it('is the side that sent the SYN where both or neither are known', () => {
    expect(new LocalSide([]).of(ends(PUBLIC_A, '192.168.1.5', { synSeen: true }))).toBe('orig');
    const both = new LocalSide([PUBLIC_A, PUBLIC_B]);
    expect(both.of(ends(PUBLIC_A, PUBLIC_B, { synSeen: true }))).toBe('orig');
  });

  it.each([
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.1',
    '192.168.0.1',
    '100.64.0.1',
    '100.127.0.1',
    '169.254.1.1',
    '127.0.0.1',
  ])('is the private side, as %s against the public', (ip) => {
    expect(new LocalSide([]).of(ends(PUBLIC_A, ip))).toBe('resp');
    expect(new LocalSide([]).of(ends(ip, PUBLIC_A))).toBe('orig');
  });

  it.each(['fd12:3456::1', 'fc00::1', 'fe80::1', 'febf::1', 'fec0::15', '::1'])('is the private side, as %s', (ip) => {
    expect(new LocalSide([]).of(ends('2001:db8::1', ip))).toBe('resp');
  });

  it.each(['172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '11.0.0.1', '192.169.0.1'])(
    'is not told by %s, which is public',
    (ip) => {
      expect(new LocalSide([]).of(ends(PUBLIC_A, ip))).toBeUndefined();
    },
  );

  it('does not take a short group for a private prefix', () => {
    expect(new LocalSide([]).of(ends('2001:db8::1', 'fd0::1'))).toBeUndefined();
    expect(new LocalSide([]).of(ends('2001:db8::1', 'fe8::1'))).toBeUndefined();
  });

  it('is the higher port at last, and unknown where the ports are equal', () => {
    const side = new LocalSide([]);
    expect(side.of(ends(PUBLIC_A, PUBLIC_B, { origPort: 443, respPort: 40_000 }))).toBe('resp');
    expect(side.of(ends(PUBLIC_A, PUBLIC_B, { origPort: 40_000, respPort: 443 }))).toBe('orig');
    expect(side.of(ends(PUBLIC_A, PUBLIC_B))).toBeUndefined();
  });

  it.each(['10', '10.0.0.0/33', '10.0.0.1/', '10.0.0.1/24/1', 'fe80::/129', 'phone', '', '10.0.0.1/-1', '10.0.0.1/x'])(
    'refuses "%s" as an address and says what to write',
    (text) => {
      expect(() => new LocalSide([text])).toThrow(UserError);
      expect(() => new LocalSide([text])).toThrow('Write 10.0.2.15 or 192.168.1.0/24.');
    },
  );

  it('never takes a group address for the device because of its port', () => {
    const side = new LocalSide([]);
    expect(side.of(ends('::', 'ff02::1:ff00:202', { origPort: 135, respPort: 136 }))).toBeUndefined();
    expect(side.of(ends('0.0.0.0', '255.255.255.255', { origPort: 67, respPort: 68 }))).toBeUndefined();
    expect(side.of(ends('192.168.1.7', '224.0.0.251', { origPort: 5353, respPort: 5354 }))).toBe('orig');
  });

  it('remembers a bounded number of addresses', () => {
    const side = new LocalSide(['203.0.113.0/24']);
    for (let i = 0; i < 70_000; i++) side.of(ends(`198.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, PUBLIC_A));
    expect(side.of(ends(PUBLIC_A, PUBLIC_B, { synSeen: true }))).toBe('resp');
  });
});
