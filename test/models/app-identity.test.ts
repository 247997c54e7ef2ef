import { describe, expect, it } from 'vitest';
import { matchIdentity } from '../../src/models/app-identity.ts';

const signer = 'ab'.repeat(32);
const app = (signerSha256?: string) => ({
  packages: ['org.example.chat'],
  signerSha256,
  installer: undefined,
  permissions: undefined,
  category: undefined,
});

describe('the identity of an app', () => {
  it('is its package, and its signer where one is asked for', () => {
    expect(matchIdentity('org.example.chat', undefined, app())).toBe('match');
    expect(matchIdentity('org.example.other', undefined, app())).toBe('other package');
    expect(matchIdentity('org.example.chat', signer, app(signer))).toBe('match');
    expect(matchIdentity('org.example.chat', signer, app('cd'.repeat(32)))).toBe('other signer');
    expect(matchIdentity('org.example.chat', signer, app())).toBe('signer unknown');
    expect(matchIdentity(undefined, undefined, app())).toBe('match');
  });

  it('compares digests whatever colons and case they are written with', () => {
    const colons = signer.toUpperCase().match(/../g)!.join(':');
    expect(matchIdentity('org.example.chat', colons, app(signer))).toBe('match');
  });
});
