import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../src/base/byte-cursor.ts';
import { DerTag, derAny, derElement, derOid, derPositiveInteger } from '../../src/parse/der-cursor.ts';

const cursor = (...bytes: number[]) => new ByteCursor(Uint8Array.from(bytes));

describe('strict DER', () => {
  it('reads an element and leaves the cursor behind it', () => {
    const bytes = cursor(0x04, 2, 7, 8, 9);
    const inner = derElement(bytes, DerTag.octetString)!;
    expect([inner.remaining, inner.u8(), bytes.offset]).toEqual([2, 7, 4]);
  });

  it('refuses another tag, a length that is not the shortest, and one past the end', () => {
    expect(derElement(cursor(0x04, 1, 7), DerTag.integer)).toBeUndefined();
    expect(derElement(cursor(0x04, 0x81, 1, 7), DerTag.octetString)).toBeUndefined();
    expect(derElement(cursor(0x04, 0x80, 0, 0), DerTag.octetString)).toBeUndefined();
    expect(derElement(cursor(0x04, 3, 7), DerTag.octetString)).toBeUndefined();
    expect(derElement(cursor(0x04), DerTag.octetString)).toBeUndefined();
    expect(derAny(cursor())).toBeUndefined();
  });

  it('reads object identifiers as hex and positive integers without their sign byte', () => {
    expect(derOid(cursor(6, 3, 0x2b, 0x65, 0x6e))).toBe('2b656e');
    expect([...derPositiveInteger(cursor(2, 2, 0, 0x80))!]).toEqual([0x80]);
    expect([...derPositiveInteger(cursor(2, 1, 5))!]).toEqual([5]);
    expect(derPositiveInteger(cursor(2, 1, 0x80))).toBeUndefined();
    expect(derPositiveInteger(cursor(2, 2, 0, 5))).toBeUndefined();
    expect(derPositiveInteger(cursor(2, 0))).toBeUndefined();
  });
});
