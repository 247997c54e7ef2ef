import { describe, expect, it } from 'vitest';
import { StringTable } from '../../src/flows/string-table.ts';

describe('the string table', () => {
  it('gives each string one number, and none to none', () => {
    const table = new StringTable();
    expect(table.id(undefined)).toBe(0);
    const tls = table.id('tls');
    const dns = table.id('dns');
    expect(tls).not.toBe(0);
    expect(dns).not.toBe(tls);
    expect(table.id('tls')).toBe(tls);
    expect(table.text(tls)).toBe('tls');
    expect(table.text(0)).toBeUndefined();
  });

  it('keeps an empty string apart from none', () => {
    const table = new StringTable();
    expect(table.id('')).not.toBe(0);
    expect(table.text(table.id(''))).toBe('');
  });

  it('is not confused by names of object members', () => {
    const table = new StringTable();
    for (const text of ['__proto__', 'constructor', 'toString']) expect(table.text(table.id(text))).toBe(text);
  });

  it('sends each string once, so that a receiver can number them the same way', () => {
    const table = new StringTable();
    const received = [''];
    table.id('a');
    received.push(...table.unsent());
    table.id('b');
    table.id('a');
    table.id('c');
    received.push(...table.unsent());
    received.push(...table.unsent());
    expect(received).toEqual(['', 'a', 'b', 'c']);
    expect(received).toEqual(table.strings);
  });
});
