// JA3 and JA3S: MD5 over the code points of a ClientHello or ServerHello in decimal (Althouse, Atkinson, Atkins; salesforce/ja3, BSD-3-Clause).
// GREASE is left out, order is kept.

import { HashCache } from './hash-cache.ts';
import type { TlsClientHello } from './tls-client-hello.ts';
import { isGrease } from './tls-names.ts';
import type { TlsServerHello } from './tls-server-hello.ts';

export interface Ja3 {
  hash: string;
  raw: string;
}

/** Version, cipher suites, extensions, groups, point formats. */
export function ja3(hello: TlsClientHello): Ja3 {
  return hashed(
    `${hello.legacyVersion},${dashed(hello.cipherSuites)},${dashed(hello.extensions)},${dashed(hello.supportedGroups)},${dashed(hello.ecPointFormats)}`,
  );
}

/** Version, cipher suite, extensions. */
export function ja3s(hello: TlsServerHello): Ja3 {
  return hashed(`${hello.legacyVersion},${hello.cipherSuite},${dashed(hello.extensions)}`);
}

const md5 = new HashCache('md5');

function hashed(raw: string): Ja3 {
  return { hash: md5.hex(raw), raw };
}

function dashed(codePoints: readonly number[]): string {
  let text = '';
  for (const codePoint of codePoints) {
    if (!isGrease(codePoint)) text += text === '' ? codePoint : `-${codePoint}`;
  }
  return text;
}
