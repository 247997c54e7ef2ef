// PostgreSQL (message formats of version 3), by the startup or the request for encryption with which a client begins.

import { hasText, u32be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const VERSION_3 = 0x00030000;
const LAST_VERSION_3 = 0x00030002;
const SSL_REQUEST = 80877103;
const CANCEL_REQUEST = 80877102;
const GSS_REQUEST = 80877104;
const SHORT_BYTES = 8;
const CANCEL_BYTES = 16;
const MOST_STARTUP_BYTES = 10_000;
const ACCEPTED = 0x53;
const HANDSHAKE = 0x16;

export const postgresqlRecogniser = {
  name: 'postgresql',
  transport: 'tcp',
  proves:
    'a startup message of version 3 that names its user (chance below 1e-15), or a request for encryption or cancellation of fixed length and number (1e-19)',
  mayBegin: (byte: number) => byte === 0,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { prefix } = flow.orig;
    if (prefix.length < SHORT_BYTES) return undefined;
    const length = u32be(prefix, 0);
    const code = u32be(prefix, 4);
    if (code === SSL_REQUEST && length === SHORT_BYTES) {
      const isTls = flow.resp.prefix[0] === ACCEPTED && prefix[SHORT_BYTES] === HANDSHAKE;
      const reason = 'PostgreSQL request for encryption';
      if (isTls) return { service: 'postgresql', kind: 'standard', scheme: 'tls', reason: `${reason}, then TLS` };
      return { service: 'postgresql', kind: 'cleartext', reason };
    }
    if ((code === GSS_REQUEST && length === SHORT_BYTES) || (code === CANCEL_REQUEST && length === CANCEL_BYTES)) {
      return { service: 'postgresql', kind: 'cleartext', reason: 'PostgreSQL request of fixed length and number' };
    }
    if (code < VERSION_3 || code > LAST_VERSION_3 || length > MOST_STARTUP_BYTES) return undefined;
    if (
      !hasText(prefix, 8, 'user\0') &&
      !hasText(prefix, 8, 'database\0') &&
      !hasText(prefix, 8, 'client_encoding\0') &&
      !hasText(prefix, 8, 'replication\0')
    )
      return undefined;
    return { service: 'postgresql', kind: 'cleartext', reason: 'PostgreSQL startup message' };
  },
} as const satisfies ServiceRecogniser;
