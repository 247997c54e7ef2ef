import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ecCurveName, keyAlgorithm } from '../../src/parse/key-algorithm.ts';

describe('algorithms of keys', () => {
  it('are named by the object identifiers that another library writes', () => {
    const der = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey.export({
      type: 'spki',
      format: 'der',
    });
    const hex = (der as Buffer).toString('hex');
    expect(hex).toContain('2a8648ce3d0201');
    expect(keyAlgorithm('2a8648ce3d0201')?.name).toBe('ec');
    expect(hex).toContain('2b81040022');
    expect(ecCurveName('2b81040022')).toBe('P-384');
  });

  it('are undefined when nobody knows them', () => {
    expect(keyAlgorithm('2a00')).toBeUndefined();
    expect(ecCurveName('')).toBeUndefined();
  });
});
