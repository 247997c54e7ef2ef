import { describe, expect, it } from 'vitest';
import { matchDestination, nearMiss, patternFault } from '../../src/models/destination-pattern.ts';

const to = (name: string, addresses: string[] = []) => ({ names: [{ kind: 'sni' as const, name }], addresses });

describe('destination patterns', () => {
  it('mean one name, the names below it, or both', () => {
    expect(matchDestination('cymru.com', to('cymru.com'))).toBe('sni cymru.com');
    expect(matchDestination('cymru.com', to('hash.cymru.com'))).toBeUndefined();
    expect(matchDestination('*.cymru.com', to('hash.cymru.com'))).toBe('sni hash.cymru.com');
    expect(matchDestination('*.cymru.com', to('a.b.cymru.com'))).toBe('sni a.b.cymru.com');
    expect(matchDestination('*.cymru.com', to('cymru.com'))).toBeUndefined();
    expect(matchDestination('.cymru.com', to('cymru.com'))).toBe('sni cymru.com');
    expect(matchDestination('.cymru.com', to('hash.cymru.com'))).toBe('sni hash.cymru.com');
  });

  it('never match by a mere ending or a longer name', () => {
    for (const pattern of ['cymru.com', '*.cymru.com', '.cymru.com']) {
      expect(matchDestination(pattern, to('evilcymru.com'))).toBeUndefined();
      expect(matchDestination(pattern, to('cymru.com.evil.example'))).toBeUndefined();
    }
  });

  it('compare without case and without the root dot', () => {
    expect(matchDestination('Chat.Example.', to('chat.example'))).toBe('sni chat.example');
    expect(matchDestination('.example', to('CHAT.EXAMPLE.'))).toBe('sni CHAT.EXAMPLE.');
  });

  it('match addresses and blocks of either version, mapped ones as IPv4', () => {
    const addresses = ['203.0.113.9', '2001:db8::7'];
    expect(matchDestination('203.0.113.0/24', to('x', addresses))).toBe('address 203.0.113.9');
    expect(matchDestination('203.0.113.9', to('x', addresses))).toBe('address 203.0.113.9');
    expect(matchDestination('203.0.113.8', to('x', addresses))).toBeUndefined();
    expect(matchDestination('2001:db8::/32', to('x', addresses))).toBe('address 2001:db8::7');
    expect(matchDestination('203.0.113.9', to('x', ['::ffff:203.0.113.9']))).toBe('address ::ffff:203.0.113.9');
  });

  it('say which kind of name matched', () => {
    const names = (['host', 'dns', 'cname', 'san'] as const).map((kind) => ({ kind, name: `${kind}.example` }));
    for (const { kind, name } of names)
      expect(matchDestination(name, { names, addresses: [] })).toBe(`${kind} ${kind}.example`);
  });

  it('are refused with a reason where they are none', () => {
    expect(patternFault('*')).toMatch(/every destination/);
    expect(patternFault('https://x.example/')).toMatch(/neither scheme nor path/);
    expect(patternFault('a.*.example')).toMatch(/star/);
    expect(patternFault('bücher.example')).toMatch(/xn--/);
    expect(patternFault('10.0.0.0/40')).toBeDefined();
    expect(patternFault('a..b')).toBeDefined();
    for (const good of ['x.example', '*.x.example', '.x.example', '10.0.0.0/8', 'fd00::/8', '::1', 'localhost'])
      expect(patternFault(good), good).toBeUndefined();
  });

  it('tell how to write what just missed', () => {
    expect(nearMiss('*.cymru.com', to('cymru.com'))).toBe('cymru.com itself was seen: write .cymru.com');
    expect(nearMiss('cymru.com', to('hash.cymru.com'))).toContain('write .cymru.com or *.cymru.com');
    expect(nearMiss('cymru.com', to('other.example'))).toBeUndefined();
    expect(nearMiss('10.0.0.0/8', to('x'))).toBeUndefined();
  });
});
