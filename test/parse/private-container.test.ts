import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { privateContainer } from '../../src/parse/private-container.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const sealed = privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'a' }) as Buffer;

function field(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** As `ssh-keygen -t ed25519` writes it, with random bytes for the secret part. */
function openSsh(
  raw: Uint8Array = (publicKey.export({ type: 'spki', format: 'der' }) as Buffer).subarray(-32),
): Buffer {
  const names = ['aes256-ctr', 'bcrypt'].map((name) => field(Buffer.from(name)));
  const blob = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(raw)]);
  const magic = Buffer.from('openssh-key-v1\0');
  const rest = [field(Buffer.alloc(24, 5)), Buffer.from([0, 0, 0, 1]), field(blob), field(Buffer.alloc(144, 9))];
  return Buffer.concat([magic, ...names, ...rest]);
}

test('an encrypted PKCS #8 key and an OpenSSH key are containers of private keys', () => {
  expect(privateContainer(sealed)).toBe('encrypted private key');
  expect(privateContainer(openSsh())).toBe('ed25519');
});

test('cut at any byte, or with a byte more, they are none', () => {
  for (const bytes of [sealed, openSsh()]) {
    for (let end = 0; end < bytes.length; end++) expect(privateContainer(bytes.subarray(0, end))).toBeUndefined();
    expect(privateContainer(Buffer.concat([bytes, Buffer.of(0)]))).toBeUndefined();
  }
});

test('a plain key, a key of the wrong length and other structures are none', () => {
  expect(privateContainer(privateKey.export({ type: 'pkcs8', format: 'der' }) as Buffer)).toBeUndefined();
  expect(privateContainer(openSsh(new Uint8Array(31)))).toBeUndefined();
  expect(privateContainer(Buffer.from('300d06092a864886f70d0101050004', 'hex'))).toBeUndefined();
});
