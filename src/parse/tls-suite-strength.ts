// What a TLS cipher suite is made of, read from its name: exchange, cipher, and what of it the RFCs forbid or discourage.
// Names follow one grammar (RFC 8447): TLS_<exchange>_WITH_<cipher>_<hash>; TLS 1.3 leaves the exchange out.

import { cipherSuiteName } from './tls-names.ts';

export interface SuiteStrength {
  /** 'aes-gcm', 'chacha20-poly1305', 'aes-cbc', '3des-cbc', 'rc4', 'null', …; undefined for a suite without a name. */
  cipherFamily?: string;
  /** False: who gets the server's key can read what was recorded. Undefined where another message decides (TLS 1.3). */
  forwardSecrecy?: boolean;
  /** Broken, or no protection at all: 'rc4' (RFC 7465), 'export', 'null', 'anonymous', 'des', 'rc2', '3des' (RFC 9325 §4.1), 'md5'. */
  weak: readonly string[];
  /** Works, and is advised against: 'cbc' (RFC 9325 §4.2), 'no_forward_secrecy' (§4.1). */
  legacy: readonly string[];
}

const known = new Map<number, SuiteStrength>();

export function suiteStrength(suite: number): SuiteStrength {
  let strength = known.get(suite);
  if (strength === undefined) {
    // There are 65,536 code points at most.
    strength = strengthOf(cipherSuiteName(suite));
    known.set(suite, strength);
  }
  return strength;
}

function strengthOf(name: string): SuiteStrength {
  const weak: string[] = [];
  const legacy: string[] = [];
  const strength: SuiteStrength = { weak, legacy };
  if (!name.startsWith('TLS_') || name.endsWith('_SCSV')) return strength;
  const [exchange, cipher] = name.includes('_WITH_') ? name.slice(4).split('_WITH_') : ['', name.slice(4)];
  const family = FAMILIES.find(([pattern]) => pattern.test(cipher as string));
  if (family !== undefined) strength.cipherFamily = family[1];
  if (exchange !== '') {
    strength.forwardSecrecy = /^(ECDHE|DHE|ECDH_anon|DH_anon|PSK_DHE|ECJPAKE|ECCPWD|SRP)/.test(exchange as string);
    if (!strength.forwardSecrecy) legacy.push('no_forward_secrecy');
  }
  if (/EXPORT/.test(name)) weak.push('export');
  if (/anon/.test(name)) weak.push('anonymous');
  if (family?.[2] !== undefined) weak.push(family[2]);
  if (/_MD5$/.test(name)) weak.push('md5');
  if (strength.cipherFamily?.endsWith('-cbc') === true && family?.[2] === undefined) legacy.push('cbc');
  return strength;
}

/** Pattern of the cipher, its family, and how it is called where it is weak. */
const FAMILIES: readonly (readonly [RegExp, string, string?])[] = [
  [/^NULL/, 'null', 'null'],
  [/^SHA(256|384)_/, 'null', 'null'],
  [/^RC4/, 'rc4', 'rc4'],
  [/^RC2/, 'rc2-cbc', 'rc2'],
  [/^3DES/, '3des-cbc', '3des'],
  [/^DES/, 'des-cbc', 'des'],
  [/^IDEA/, 'idea-cbc', 'idea'],
  [/^AES_\d+_GCM/, 'aes-gcm'],
  [/^AES_\d+_CCM/, 'aes-ccm'],
  [/^AES_\d+_CBC/, 'aes-cbc'],
  [/^CHACHA20/, 'chacha20-poly1305'],
  [/^CAMELLIA_\d+_GCM/, 'camellia-gcm'],
  [/^CAMELLIA/, 'camellia-cbc'],
  [/^ARIA_\d+_GCM/, 'aria-gcm'],
  [/^ARIA/, 'aria-cbc'],
  [/^SEED/, 'seed-cbc'],
  [/^SM4_GCM/, 'sm4-gcm'],
  [/^SM4_CCM/, 'sm4-ccm'],
  [/KUZNYECHIK/, 'kuznyechik'],
  [/MAGMA/, 'magma'],
  [/28147/, 'gost28147'],
];
