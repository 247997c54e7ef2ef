import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findPemBlocks } from '../../src/parse/pem-block.ts';

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const der = publicKey.export({ type: 'spki', format: 'der' }) as Buffer;
const pem = (publicKey.export({ type: 'spki', format: 'pem' }) as string).trim();

describe('PEM blocks', () => {
  it('are decoded wherever they stand', () => {
    const [block, ...others] = findPemBlocks(Buffer.from(`x ${pem}\n and more`), 1024);
    expect(block).toMatchObject({ label: 'PUBLIC KEY', offset: 2, length: pem.length });
    expect(Buffer.from(block!.content)).toEqual(der);
    expect(others).toEqual([]);
  });

  it('are decoded inside JSON strings and form bodies, whose line ends are escaped', () => {
    for (const text of [JSON.stringify({ key: pem }), pem.replaceAll('\n', '%0A'), pem.replaceAll('\n', '\r\n')]) {
      expect(Buffer.from(findPemBlocks(Buffer.from(text), 1024)[0]!.content)).toEqual(der);
    }
  });

  it('need their end, the same label there, and a beginning inside the scan', () => {
    expect(findPemBlocks(Buffer.from(pem.slice(0, -1)), 1024)).toEqual([]);
    expect(findPemBlocks(Buffer.from(pem.replace('END PUBLIC', 'END RSA PUBLIC')), 1024)).toEqual([]);
    expect(findPemBlocks(Buffer.from(' '.repeat(100) + pem), 100)).toEqual([]);
    expect(findPemBlocks(Buffer.from('-----BEGIN -----BEGIN -----'), 1024)).toEqual([]);
  });

  it('leave armor headers and checksums out', () => {
    const text = '-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: 1\n\nAQID\n=AbCd\n-----END PGP PUBLIC KEY BLOCK-----';
    expect([...findPemBlocks(Buffer.from(text), 1024)[0]!.content]).toEqual([1, 2, 3]);
  });

  it('are eight at most', () => {
    expect(findPemBlocks(Buffer.from(`${pem}\n`.repeat(20)), 100_000)).toHaveLength(8);
  });
});
