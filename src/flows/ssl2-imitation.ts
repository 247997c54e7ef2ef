// An SSL 2.0 hello that offers TLS is followed by TLS records, once the server has chosen (RFC 5246 appendix E.2), or by nothing. Skype's imitation goes
// on with its own cipher.

import { readSsl2Hello } from '../parse/ssl2-hello.ts';
import { TLS_RECORD_HEADER_BYTES, TlsContentType } from '../parse/tls-record.ts';
import type { FinishedFlow } from './finished-flow.ts';

const SSL3 = 0x0300;

/** Where what follows the originator's hello begins, if it is no TLS and no SSL 2.0 either; undefined in every other flow. */
export function leftBehindSsl2Hello(flow: FinishedFlow): number | undefined {
  const { prefix } = flow.orig;
  if (!flow.startSeen || prefix.length < TLS_RECORD_HEADER_BYTES || prefix[0] < 0x80) return undefined;
  const hello = readSsl2Hello(prefix);
  if (!hello.ok || hello.value.from !== 'client' || hello.value.version < SSL3) return undefined;
  const at = hello.value.wireBytes;
  if (prefix.length < at + TLS_RECORD_HEADER_BYTES) return undefined;
  const isRecord =
    prefix[at] >= TlsContentType.changeCipherSpec &&
    prefix[at] <= TlsContentType.applicationData &&
    prefix[at + 1] === 3;
  if (isRecord) return undefined;
  const answer = readSsl2Hello(flow.resp.prefix);
  return flow.resp.prefix.length > 0 && (answer.ok || answer.needMore) ? undefined : at;
}
