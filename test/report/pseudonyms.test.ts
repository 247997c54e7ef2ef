import { describe, expect, it } from 'vitest';
import { Pseudonyms } from '../../src/report/pseudonyms.ts';

const key = Buffer.alloc(32, 7);

describe('pseudonyms', () => {
  it('are the same for the same thing under one key, and others under another', () => {
    const [one, two, other] = [new Pseudonyms(key), new Pseudonyms(key), new Pseudonyms(Buffer.alloc(32, 8))];
    for (const address of ['203.0.113.7', '192.168.1.20', '2a00:1450::7', 'fd12::1', 'fe80::5054:ff:fe12:3456']) {
      expect(two.address(address)).toBe(one.address(address));
      expect(other.address(address)).not.toBe(one.address(address));
      expect(one.address(address)).not.toBe(address);
    }
    expect(one.name('host', 'C2.Example.')).toBe(two.name('host', 'c2.example'));
    expect(one.name('device', 'x')).not.toBe(one.name('file', 'x').replace('file', 'device'));
  });

  it('of addresses are addresses that nobody has, and keep what kind they are', () => {
    const own = new Pseudonyms(key);
    expect(own.address('8.8.8.8')).toMatch(/^198\.1[89]\./);
    expect(own.address('10.0.2.15')).toMatch(/^10\./);
    expect(own.address('2a00:1450::7')).toMatch(/^2001:db8:/);
    expect(own.address('fe80::5054:ff:fe12:3456')).toMatch(/^fd/);
    // What an address of a neighbour is asked under holds the end of it.
    expect(own.address('ff02::1:ff12:3456')).not.toContain('12:3456');
    for (const plain of ['224.0.0.251', '255.255.255.255', '127.0.0.1', 'ff02::fb', '::'])
      expect(own.address(plain)).toBe(plain);
    expect(own.address('::ffff:8.8.8.8')).toBe(own.address('8.8.8.8'));
  });

  it('never give two things one name', () => {
    const own = new Pseudonyms(key);
    const given = Array.from({ length: 5000 }, (_, i) => own.address(`93.${i >> 8}.${i & 255}.1`));
    expect(new Set(given).size).toBe(5000);
    expect(Object.keys(own.table)).toHaveLength(5000);
    expect(own.table[given[0] ?? '']).toBe('93.0.0.1');
  });

  it('take the place of words, addresses, hardware addresses and ids in texts, and of nothing else', () => {
    const own = new Pseudonyms(key);
    own.hide([
      ['example.com', own.name('host', 'example.com')],
      ['a.example.com', own.name('host', 'a.example.com')],
      ['log (1).txt', 'file-1'],
    ]);
    const text = own.text(
      'to a.example.com and example.com:443 at 203.0.113.7, [2001:db8::1]:443, 76733e67f1c202e9, log (1).txt:12, aa:bb:cc:dd:ee:ff',
    );
    expect(text).not.toMatch(/example\.com|203\.0\.113\.7|db8::1]|76733e67f1c202e9|log \(1\)|aa:bb/);
    expect(text).toContain(`to ${own.name('host', 'a.example.com')} and ${own.name('host', 'example.com')}:443 at `);
    expect(text).toContain('file-1:12');
    const plain = 'at 12:07:22 on 2026-11-26T12:07:22.934Z, version 1.2.3.4.5, 0.95, myexample.community, AN1762 v1.0';
    expect(own.text(plain)).toBe(plain);
    expect(own.value({ a: ['203.0.113.7'], 'example.com': { n: 1, b: true, c: null } })).toEqual({
      a: [own.address('203.0.113.7')],
      [own.name('host', 'example.com')]: { n: 1, b: true, c: null },
    });
  });
});
