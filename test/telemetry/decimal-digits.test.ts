import { expect, it } from 'vitest';
import { asciiDigits } from '../../src/telemetry/decimal-digits.ts';

it('ASCII is left alone', () => {
  expect(asciiDigits('2026-01-01T00:00:01.000+01:00')).toBe('2026-01-01T00:00:01.000+01:00');
});

it('digits of other scripts become ASCII, direction marks go, other characters stay', () => {
  expect(asciiDigits('٢٠٢٦-٠١-٠٢')).toBe('2026-01-02');
  expect(asciiDigits('۱۲۳\u200f')).toBe('123');
  expect(asciiDigits('१९ ০৯ ໑໙ ９')).toBe('19 09 19 9');
  expect(asciiDigits('größer ½ Ⅷ 7')).toBe('größer ½ Ⅷ 7');
});
