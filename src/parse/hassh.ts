// HASSH and hasshServer: MD5 over the algorithms that an SSH client or server offers in its KEXINIT (Salesforce, salesforce/hassh, BSD-3-Clause).

import { HashCache } from './hash-cache.ts';
import type { SshKexInit } from './ssh-kexinit.ts';

const md5 = new HashCache('md5');

/** Key exchange; ciphers, MACs and compression towards the server. */
export function hassh({ kex, ciphersToServer, macsToServer, compressionToServer }: SshKexInit): string {
  return md5.hex(`${kex};${ciphersToServer};${macsToServer};${compressionToServer}`);
}

/** Key exchange; ciphers, MACs and compression towards the client. */
export function hasshServer({ kex, ciphersToClient, macsToClient, compressionToClient }: SshKexInit): string {
  return md5.hex(`${kex};${ciphersToClient};${macsToClient};${compressionToClient}`);
}
