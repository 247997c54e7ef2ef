// Opens an obfuscated MTProto connection as a client does: https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation

import { createCipheriv } from 'node:crypto';

/** `seed`: 64 random bytes; `tag`: 0xef, 0xee or 0xdd; `rest`: what follows the header, encrypted as the client would. */
export function obfuscatedOpening(seed: Uint8Array, tag: number, rest: Uint8Array = new Uint8Array(0)): Uint8Array {
  const header = Buffer.from(seed);
  header.fill(tag, 56, 60);
  const cipher = createCipheriv('aes-256-ctr', header.subarray(8, 40), header.subarray(40, 56));
  const encrypted = cipher.update(header);
  encrypted.copy(header, 56, 56, 64);
  return Buffer.concat([header, cipher.update(rest)]);
}
