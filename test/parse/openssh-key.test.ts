import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findOpenSshKeys } from '../../src/parse/openssh-key.ts';

const generator = '/usr/bin/ssh-keygen';

/** A public key as ssh-keygen writes it: a line of text. */
function line(type: string, bits: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-'));
  try {
    execFileSync(generator, ['-q', '-t', type, '-b', String(bits), '-N', '', '-f', join(folder, 'key')]);
    return readFileSync(join(folder, 'key.pub'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!existsSync(generator))('SSH public keys', () => {
  it.each([
    ['ed25519', 256, 'ed25519', 32],
    ['rsa', 2048, 'rsa-2048', 256],
    ['ecdsa', 384, 'P-384', 97],
  ] as const)('of type %s are read in text and in binary', (type, bits, algorithm, bytes) => {
    const text = line(type, bits);
    const [inText] = findOpenSshKeys(Buffer.from(`# ${text}`), 1024);
    expect(inText).toMatchObject({ offset: 2, algorithm });
    expect(inText!.identity).toHaveLength(bytes);
    const blob = Buffer.from(text.split(' ')[1]!, 'base64');
    const [inBinary] = findOpenSshKeys(Buffer.concat([Buffer.alloc(3), blob, Buffer.alloc(9)]), 1024);
    expect(inBinary).toMatchObject({ offset: 3, length: blob.length, algorithm });
    expect(Buffer.from(inBinary!.identity)).toEqual(Buffer.from(inText!.identity));
    expect(findOpenSshKeys(blob.subarray(0, blob.length - 1), 1024)).toEqual([]);
  });
});

describe('names of SSH key types', () => {
  it('without a key behind them are nothing', () => {
    expect(findOpenSshKeys(Buffer.from('we offer ssh-ed25519 and ssh-rsa AAAA, ecdsa-sha2-nistp256'), 1024)).toEqual(
      [],
    );
    expect(findOpenSshKeys(Buffer.from('\0\0\0\x07ssh-rsa'), 1024)).toEqual([]);
  });
});
