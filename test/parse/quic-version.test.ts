import { expect, test } from 'vitest';
import { isGoogleQuic, QUIC_V1, QUIC_V2, quicVersion } from '../../src/parse/quic-version.ts';

test('versions are known by name and layout', () => {
  expect(quicVersion(QUIC_V1)).toEqual({ name: '1', layout: 'invariant' });
  expect(quicVersion(QUIC_V2)).toEqual({ name: '2', layout: 'invariant' });
  expect(quicVersion(0xff00001d)).toEqual({ name: 'draft-29', layout: 'invariant' });
  expect(quicVersion(0xff000015)).toEqual({ name: 'draft-21', layout: 'short-lengths' });
  expect(quicVersion(0xff000009)).toEqual({ name: 'draft-09', layout: 'wide-type' });
  expect(quicVersion(0x51303433)).toEqual({ name: 'Q043', layout: 'public' });
  expect(quicVersion(0x51303436)).toEqual({ name: 'Q046', layout: 'short-lengths' });
  expect(quicVersion(0x51303439)).toEqual({ name: 'Q049', layout: 'short-lengths' });
  expect(quicVersion(0x51303530)).toEqual({ name: 'Q050', layout: 'invariant' });
  expect(quicVersion(0x54303531)).toEqual({ name: 'T051', layout: 'invariant' });
  expect(quicVersion(0xfaceb002)?.name).toBe('mvfst (draft-27)');
});

test('a version reserved to force negotiation is known as that', () => {
  expect(quicVersion(0x1a2a3a4a)?.layout).toBe('reserved');
});

test('other versions are not known', () => {
  for (const version of [0, 2, 0xff000000, 0xff000023, 0x51313433, 0x51303a33, 0x1a2a3a4b, 0xdeadbeef]) {
    expect(quicVersion(version)).toBeUndefined();
  }
});

test('the versions of Google are told from the others', () => {
  expect([0x51303433, 0x54303531, 1, 0xff00001d].map(isGoogleQuic)).toEqual([true, true, false, false]);
});
