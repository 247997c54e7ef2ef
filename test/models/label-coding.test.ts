import { describe, expect, it } from 'vitest';
import { decodeLabels } from '../../src/models/label-coding.ts';

describe('bytes in host names', () => {
  it('are read from base32 of either alphabet, hex and base64url', () => {
    // RFC 4648 §10: BASE32("foobar") = MZXW6YTBOI======, BASE32-HEX("foobar") = CPNMUOJ1E8======.
    expect(decodeLabels(['mzxw6ytboi'])).toEqual(Buffer.from('foobar'));
    expect(decodeLabels(['CPNMUOJ1E8'])).toEqual(Buffer.from('foobar'));
    expect(decodeLabels(['666f6f', '626172'])).toEqual(Buffer.from('foobar'));
    expect(decodeLabels([Buffer.from('any bytes at all, 9').toString('base64url')])).toEqual(
      Buffer.from('any bytes at all, 9'),
    );
  });

  it('are not read from words, numbers or anything else', () => {
    for (const text of ['connectivitycheck', '20261126', 'r3---sn_4g5e6nsz!', '']) {
      expect(decodeLabels([text])).toBeUndefined();
    }
  });
});
