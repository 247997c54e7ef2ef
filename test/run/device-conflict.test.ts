import { describe, expect, it } from 'vitest';
import { deviceConflict, overlapUs, type PieceTraits } from '../../src/run/device-conflict.ts';

const MINUTE = 60e6;

function piece(own: Partial<PieceTraits> & { minutes?: [from: number, to: number] } = {}): PieceTraits {
  const { minutes: [from, to] = [0, 10], ...others } = own;
  return {
    file: 'a.pcap',
    firstUs: from * MINUTE,
    lastUs: to * MINUTE,
    hardware: undefined,
    linkTypes: ['EN10MB'],
    packages: new Map(),
    address: '192.168.1.20',
    logDevices: new Set(),
    ...others,
  };
}

const later = { minutes: [11, 20] as [number, number] };
const whyOf = (a: PieceTraits, b: PieceTraits) => [deviceConflict(a, b)?.why, deviceConflict(b, a)?.why];

describe('two files are captures of their own', () => {
  it('where socket logs of two devices have their flows', () => {
    const [a, b] = [piece({ logDevices: new Set(['phone 1']) }), piece({ ...later, logDevices: new Set(['phone 2']) })];
    expect(deviceConflict(a, b)).toEqual({
      why: 'the sockets of the first are of phone 1, those of the second of phone 2',
      byAddress: false,
      unlessShared: false,
    });
    expect(deviceConflict(a, { ...b, logDevices: new Set(['phone 1', 'phone 2']) })).toBeUndefined();
  });

  it('where they were taken on two machines', () => {
    const [a, b] = [piece({ hardware: 'Pixel 7' }), piece({ ...later, hardware: 'Pixel 8' })];
    expect(deviceConflict(a, b)?.why).toBe('they were taken on two machines, "Pixel 7" and "Pixel 8"');
    expect(deviceConflict(a, piece(later))).toBeUndefined();
  });

  it('where they call the same UIDs by other packages, and more than one', () => {
    const named = (...names: string[]) => new Map(names.map((name, i) => [10_100 + i, name]));
    const a = piece({ packages: named('org.a', 'org.b', 'org.c') });
    expect(deviceConflict(a, piece({ ...later, packages: named('org.x', 'org.y', 'org.c') }))?.why).toBe(
      'UID 10100 is org.a in the first and org.x in the second',
    );
    // Installed again.
    expect(deviceConflict(a, piece({ ...later, packages: named('org.x', 'org.b') }))).toBeUndefined();
  });

  it('where one is of a VPN tap and the other is not, or of another app’s', () => {
    const tap = piece({ address: '10.215.173.1', linkTypes: ['RAW'] });
    expect(whyOf(tap, piece({ ...later, address: '10.0.2.15' }))).toEqual([
      'they are of a VPN tap of PCAPdroid (10.215.173.1) and a network interface (10.0.2.15)',
      'they are of a network interface (10.0.2.15) and a VPN tap of PCAPdroid (10.215.173.1)',
    ]);
    expect(deviceConflict(tap, piece({ address: '10.1.10.1' }))?.why).toContain('NetGuard');
    expect(deviceConflict(tap, { ...tap, ...piece(later), address: '10.215.173.1' })).toBeUndefined();
  });

  it('where two addresses of one network, or an emulator’s and another one, are used at the same time', () => {
    const phone = piece();
    expect(deviceConflict(phone, piece({ address: '192.168.1.21' }))).toMatchObject({
      why: 'they are of 192.168.1.20 and 192.168.1.21 at the same time, in one network',
      byAddress: true,
    });
    expect(deviceConflict(phone, piece({ ...later, address: '192.168.1.21' }))).toBeUndefined();
    expect(deviceConflict(phone, piece({ address: '10.0.2.15' }))?.why).toContain('of which one is an emulator');
  });

  it('where both are of all interfaces and their devices have other addresses', () => {
    const any = { linkTypes: ['LINUX_SLL2'] };
    expect(deviceConflict(piece(any), piece({ ...any, address: '100.64.3.4' }))?.why).toContain('all interfaces');
    expect(deviceConflict(piece(any), piece({ address: '100.64.3.4' }))).toBeUndefined();
  });

  it('where they are two taps, or have one address, at the same time and no flow is in both', () => {
    const tap = piece({ address: '10.215.173.1' });
    expect(deviceConflict(tap, tap)).toMatchObject({
      unlessShared: true,
      why: expect.stringContaining('two VPN taps'),
    });
    expect(deviceConflict(piece(), piece())).toMatchObject({ unlessShared: true });
    expect(deviceConflict(piece(), piece({ minutes: [10, 20] }))).toBeUndefined();
    expect(deviceConflict(piece({ linkTypes: ['NFLOG'] }), piece({ linkTypes: ['NFLOG'] }))).toBeUndefined();
  });
});

describe('two files may be of one device', () => {
  it('with an address on each of two networks, or of two versions of IP', () => {
    expect(deviceConflict(piece(), piece({ address: '100.64.3.4' }))).toBeUndefined();
    expect(deviceConflict(piece(), piece({ address: 'fd00::7' }))).toBeUndefined();
    expect(deviceConflict(piece({ address: '10.0.2.15' }), piece({ address: '10.0.2.16' }))).toBeUndefined();
  });

  it('where nothing is known of one', () => {
    const { address: _, ...silent } = piece();
    expect(deviceConflict(piece(), { ...silent, address: undefined })).toBeUndefined();
  });
});

it('files overlap by the time that both were taken at once', () => {
  expect(overlapUs(piece({ minutes: [0, 10] }), piece({ minutes: [4, 6] }))).toBe(2 * MINUTE);
  expect(overlapUs(piece({ minutes: [0, 10] }), piece({ minutes: [11, 12] }))).toBe(-MINUTE);
  expect(overlapUs(piece(), { ...piece(), firstUs: undefined })).toBe(0);
});
