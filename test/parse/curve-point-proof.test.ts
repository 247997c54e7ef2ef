import { expect, test } from 'vitest';
import { isCurvePoint } from '../../src/parse/curve-point-proof.ts';
import { curvePoint } from '../support/curve-point-bytes.ts';
import { altered, hex, joined } from '../support/recogniser-runs.ts';

test('points of a curve are accepted on that curve only', () => {
  for (let i = 0; i < 10; i++) {
    const point = curvePoint('secp256k1');
    expect(isCurvePoint(joined(hex('ff'), point), 1, 'secp256k1')).toBe(true);
    expect(isCurvePoint(point, 0, 'prime256v1')).toBe(false);
  }
  expect(isCurvePoint(curvePoint('prime256v1'), 0, 'prime256v1')).toBe(true);
});

test('one bit that differs, or a byte that is missing, is no point', () => {
  const point = curvePoint('secp256k1');
  for (let at = 0; at < point.length; at++) {
    expect(isCurvePoint(altered(point, at, (point[at] as number) ^ 1), 0, 'secp256k1'), `byte ${at}`).toBe(false);
  }
  expect(isCurvePoint(point.subarray(0, 64), 0, 'secp256k1')).toBe(false);
});
