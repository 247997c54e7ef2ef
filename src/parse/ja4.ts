// JA4, the TLS client fingerprint (FoxIO, BSD-3-Clause), hashed and raw: readable counts, then the sorted cipher suites, then the sorted
// extensions with the signature algorithms in the order sent. GREASE is left out everywhere.

import { HashCache } from './hash-cache.ts';
import { highestOfferedVersion, type TlsClientHello } from './tls-client-hello.ts';
import { TlsExtension } from './tls-extension.ts';
import { isGrease } from './tls-names.ts';

export interface Ja4 {
  hash: string;
  /** The same with the lists themselves in place of their hashes (JA4_r). */
  raw: string;
}

/** 't' for TLS over TCP, 'q' for QUIC, 'd' for DTLS. */
export type Ja4Transport = 't' | 'q' | 'd';

export function ja4(hello: TlsClientHello, transport: Ja4Transport): Ja4 {
  const suites = withoutGrease(hello.cipherSuites);
  const extensions = withoutGrease(hello.extensions);
  const version = VERSIONS.get(highestOfferedVersion(hello)) ?? '00';
  const named = hello.extensions.includes(TlsExtension.serverName) ? 'd' : 'i';
  const counts = `${transport}${version}${named}${count(suites)}${count(extensions)}${alpnEnds(hello.alpn[0])}`;

  const suiteList = hexList(sorted(suites));
  // The name and the protocols say where the client goes, not what it is: counted above, left out here.
  const kept = extensions.filter((type) => type !== TlsExtension.serverName && type !== TlsExtension.alpn);
  const signatures = hexList(withoutGrease(hello.signatureAlgorithms));
  const extensionList = hexList(sorted(kept)) + (signatures === '' ? '' : `_${signatures}`);
  return {
    hash: `${counts}_${hash12(suiteList)}_${hash12(extensionList)}`,
    raw: `${counts}_${suiteList}_${extensionList}`,
  };
}

const sha256 = new HashCache('sha256');

/** An empty list hashes to zeros, so that it stands out. */
function hash12(list: string): string {
  return list === '' ? '000000000000' : sha256.hex(list).slice(0, 12);
}

const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x0304, '13'],
  [0x0303, '12'],
  [0x0302, '11'],
  [0x0301, '10'],
  [0x0300, 's3'],
  [0x0002, 's2'],
  [0xfeff, 'd1'],
  [0xfefd, 'd2'],
  [0xfefc, 'd3'],
]);

/** Two digits; there is no room for more than 99. */
function count(codePoints: readonly number[]): string {
  return String(Math.min(99, codePoints.length)).padStart(2, '0');
}

/** First and last character of the first protocol; of its hexadecimal digits where either is not an ASCII letter or digit; 00 without one. */
function alpnEnds(protocol: string | undefined): string {
  if (protocol === undefined || protocol === '') return '00';
  const first = protocol.charCodeAt(0);
  const last = protocol.charCodeAt(protocol.length - 1);
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last);
  return (first >> 4).toString(16) + (last & 15).toString(16);
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function withoutGrease(codePoints: readonly number[]): number[] {
  return codePoints.filter((codePoint) => !isGrease(codePoint));
}

/** As a typed array: the sort that needs no comparator. */
function sorted(codePoints: readonly number[]): Uint16Array {
  return Uint16Array.from(codePoints).sort();
}

function hexList(codePoints: readonly number[] | Uint16Array): string {
  let text = '';
  for (let i = 0; i < codePoints.length; i++) {
    if (i > 0) text += ',';
    text += BYTE_HEX[codePoints[i] >> 8] + BYTE_HEX[codePoints[i] & 0xff];
  }
  return text;
}

/** Formatting each number would cost as much as the rest of the fingerprint. */
const BYTE_HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
