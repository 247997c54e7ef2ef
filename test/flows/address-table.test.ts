import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressTable } from '../../src/flows/address-table.ts';
import { addressText } from '../../src/flows/address-text.ts';

describe('the table of addresses', () => {
  it('gives an address the same number each time, another one another number, and its canonical text', () => {
    const word = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word, word, word), { minLength: 1, maxLength: 60 }), (addresses) => {
        const table = new AddressTable();
        const words = Int32Array.from(addresses.flat());
        const numbers = addresses.map((_, i) => table.number(words, i * 4));
        expect(addresses.map((_, i) => table.number(words, i * 4))).toEqual(numbers);
        const different = new Set(addresses.map((address) => address.join()));
        expect(new Set(numbers).size).toBe(different.size);
        expect(table.count).toBe(different.size);
        for (const [i, number] of numbers.entries()) expect(table.text(number)).toBe(addressText(words, i * 4));
      }),
      { numRuns: 100 },
    );
  });

  it('grows', () => {
    const table = new AddressTable();
    const words = new Int32Array(4);
    for (let i = 0; i < 10_000; i++) {
      words[3] = i * 65_536;
      expect(table.number(words, 0)).toBe(i);
    }
    words[3] = 77 * 65_536;
    expect(table.number(words, 0)).toBe(77);
  });
});
