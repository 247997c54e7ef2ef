import { describe, expect, it } from 'vitest';
import { type Catalogue, expectationOf, judgeChannelExpectation } from '../../src/models/expectation.ts';

const signer = 'ab'.repeat(32);
const catalogue: Catalogue = {
  categories: { messenger: { crypto: true, background: true } },
  apps: [
    {
      package: 'org.example.chat',
      signer,
      installer: ['com.android.vending'],
      category: 'messenger',
      protocols: ['tls', 'noise'],
      destinations: ['.chat.example'],
      permissions: ['INTERNET'],
    },
    { package: 'org.example.plain' },
  ],
};
const app = (name: string, more: object = {}) => ({
  packages: [name],
  signerSha256: signer,
  installer: undefined,
  permissions: undefined,
  category: undefined,
  ...more,
});
const channel = (scheme: string | undefined, name = 'chat.example') => ({
  destination: () => ({ names: [{ kind: 'sni' as const, name }], addresses: [] }),
  spoken: [{ class: 'custom', scheme, service: undefined }],
});

describe('what is expected of an app', () => {
  it('is unknown without a catalogue or an entry, and then nothing is in or out of place', () => {
    for (const expectation of [
      expectationOf(undefined, app('x')),
      expectationOf(catalogue, app('org.example.other')),
    ]) {
      expect(expectation.status).toBe('unknown');
      expect(expectation.behaviour).toEqual({});
      expect(judgeChannelExpectation(expectation, channel('noise'))).toBe('open');
    }
  });

  it('is what entry and category say together', () => {
    const expectation = expectationOf(catalogue, app('org.example.chat'));
    expect(expectation).toMatchObject({ status: 'known', category: 'messenger' });
    expect(expectation.behaviour).toMatchObject({ crypto: true, background: true, protocols: ['tls', 'noise'] });
  });

  it('is in conflict where signer or installer are others than the entry names', () => {
    expect(expectationOf(catalogue, app('org.example.chat', { signerSha256: 'cd'.repeat(32) })).status).toBe(
      'conflict',
    );
    expect(expectationOf(catalogue, app('org.example.chat', { installer: 'com.evil.store' })).status).toBe('conflict');
    expect(expectationOf(catalogue, app('org.example.chat', { installer: 'com.android.vending' })).status).toBe(
      'known',
    );
  });

  it('is unknown where the entry names a signer and that of the app is not known', () => {
    expect(expectationOf(catalogue, app('org.example.chat', { signerSha256: undefined })).status).toBe('unknown');
  });

  it('names permissions beyond the entry', () => {
    const { reason } = expectationOf(catalogue, app('org.example.chat', { permissions: ['INTERNET', 'READ_SMS'] }));
    expect(reason).toContain('READ_SMS');
  });

  it('asks for the destination only where an entry names some', () => {
    const asked = { ...channel('noise'), destination: () => expect.fail('asked') };
    expect(judgeChannelExpectation(expectationOf(catalogue, app('org.example.plain')), asked)).toBe('open');
    expect(judgeChannelExpectation(expectationOf(undefined, app('org.example.messenger')), asked)).toBe('open');
  });

  it('covers a channel only where protocol and destination are both named', () => {
    const expectation = expectationOf(catalogue, app('org.example.chat'));
    expect(judgeChannelExpectation(expectation, channel('noise'))).toBe('expected');
    expect(judgeChannelExpectation(expectation, channel(undefined))).toBe('unexpected');
    expect(judgeChannelExpectation(expectation, channel('noise', 'elsewhere.example'))).toBe('unexpected');
    expect(judgeChannelExpectation(expectationOf(catalogue, app('org.example.plain')), channel('noise'))).toBe('open');
  });
});
