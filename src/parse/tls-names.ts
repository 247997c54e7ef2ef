// Names of TLS code points: versions, cipher suites, groups (IANA registries of RFC 8447). An unknown one prints as 0x1a2b, never throws.

import { TLS_CIPHER_SUITES } from './tls-cipher-names.ts';

/** '1.0' … '1.3'; 'ssl2.0' and 'ssl3.0' before TLS; '1.3-draft28' for the drafts that were in the field; 'dtls1.0' … 'dtls1.3'. */
export function tlsVersionName(version: number): string {
  const known = VERSIONS.get(version);
  if (known !== undefined) return known;
  // RFC 8446 drafts announced themselves as 0x7f00 + draft number.
  if (version >> 8 === 0x7f) return `1.3-draft${version & 0xff}`;
  return codePointText(version);
}

export function cipherSuiteName(suite: number): string {
  return TLS_CIPHER_SUITES.get(suite) ?? codePointText(suite);
}

export function namedGroupName(group: number): string {
  return NAMED_GROUPS.get(group) ?? codePointText(group);
}

/** Reserved so that servers learn to ignore what they do not know: both bytes equal, low nibble a (RFC 8701 §2). */
export function isGrease(codePoint: number): boolean {
  return (codePoint & 0x0f0f) === 0x0a0a && codePoint >> 8 === (codePoint & 0xff);
}

function codePointText(codePoint: number): string {
  return `0x${codePoint.toString(16).padStart(4, '0')}`;
}

const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x0002, 'ssl2.0'],
  [0x0300, 'ssl3.0'],
  [0x0301, '1.0'],
  [0x0302, '1.1'],
  [0x0303, '1.2'],
  [0x0304, '1.3'],
  [0x0100, 'dtls1.0-openssl'],
  [0xfeff, 'dtls1.0'],
  [0xfefd, 'dtls1.2'],
  [0xfefc, 'dtls1.3'],
]);

/** IANA "TLS Supported Groups". */
const NAMED_GROUPS: ReadonlyMap<number, string> = new Map([
  [0x0001, 'sect163k1'],
  [0x0002, 'sect163r1'],
  [0x0003, 'sect163r2'],
  [0x0004, 'sect193r1'],
  [0x0005, 'sect193r2'],
  [0x0006, 'sect233k1'],
  [0x0007, 'sect233r1'],
  [0x0008, 'sect239k1'],
  [0x0009, 'sect283k1'],
  [0x000a, 'sect283r1'],
  [0x000b, 'sect409k1'],
  [0x000c, 'sect409r1'],
  [0x000d, 'sect571k1'],
  [0x000e, 'sect571r1'],
  [0x000f, 'secp160k1'],
  [0x0010, 'secp160r1'],
  [0x0011, 'secp160r2'],
  [0x0012, 'secp192k1'],
  [0x0013, 'secp192r1'],
  [0x0014, 'secp224k1'],
  [0x0015, 'secp224r1'],
  [0x0016, 'secp256k1'],
  [0x0017, 'secp256r1'],
  [0x0018, 'secp384r1'],
  [0x0019, 'secp521r1'],
  [0x001a, 'brainpoolP256r1'],
  [0x001b, 'brainpoolP384r1'],
  [0x001c, 'brainpoolP512r1'],
  [0x001d, 'x25519'],
  [0x001e, 'x448'],
  [0x001f, 'brainpoolP256r1tls13'],
  [0x0020, 'brainpoolP384r1tls13'],
  [0x0021, 'brainpoolP512r1tls13'],
  [0x0022, 'GC256A'],
  [0x0023, 'GC256B'],
  [0x0024, 'GC256C'],
  [0x0025, 'GC256D'],
  [0x0026, 'GC512A'],
  [0x0027, 'GC512B'],
  [0x0028, 'GC512C'],
  [0x0029, 'curveSM2'],
  [0x0100, 'ffdhe2048'],
  [0x0101, 'ffdhe3072'],
  [0x0102, 'ffdhe4096'],
  [0x0103, 'ffdhe6144'],
  [0x0104, 'ffdhe8192'],
  [0x0200, 'MLKEM512'],
  [0x0201, 'MLKEM768'],
  [0x0202, 'MLKEM1024'],
  [0x11eb, 'SecP256r1MLKEM768'],
  [0x11ec, 'X25519MLKEM768'],
  [0x11ed, 'SecP384r1MLKEM1024'],
  [0x11ee, 'curveSM2MLKEM768'],
  [0x6399, 'X25519Kyber768Draft00'],
  [0x639a, 'SecP256r1Kyber768Draft00'],
  [0xff01, 'arbitrary_explicit_prime_curves'],
  [0xff02, 'arbitrary_explicit_char2_curves'],
]);
