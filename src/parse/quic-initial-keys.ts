// The keys of QUIC Initial packets, which anybody can derive from the client's first connection id (RFC 9001 §5.2, RFC 9369 §3.3, earlier drafts, gQUIC).
// They protect from accidents on the path, not from readers: that is by design of the protocol.

import { hash } from 'node:crypto';
import { QUIC_V2 } from './quic-version.ts';

export interface QuicKeys {
  key: Uint8Array;
  iv: Uint8Array;
  /** Header protection. */
  hp: Uint8Array;
}

export interface QuicInitialKeys {
  readonly client: QuicKeys;
  /** Derived when asked for. */
  readonly server: QuicKeys;
}

const SALT = {
  draft17: salt('ef4fb0abb47470c41befcf8031334fae485e09a0'),
  draft21: salt('7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a'),
  draft23: salt('c3eef712c72ebb5a11a7d2432bb46365bef9f502'),
  draft29: salt('afbfec289993d24c9e9786f19c6111e04390a899'),
  version1: salt('38762cf7f55934b34d179ae6a4c80cadccbb7f0a'),
  version2Draft00: salt('a707c203a59b47184a1d62ca570406ea7ae3e5d3'),
  version2: salt('0dede3def700a6db819381be6e269dcbf9bd2ed9'),
  q050: salt('504574efd066fe2f9d945cfcdbd3a7f0d3b56b45'),
  t050: salt('7ff579e5acd072915580304c43a2367c60488310'),
  t051: salt('7a4edef4e7ccee5fa4506c19124fc8ccda6e033d'),
} as const;

const VERSION2_DRAFT_00 = 0xff020000;
const VERSION2_DRAFT_01 = 0x709a50c4;
const MVFST = 0xfaceb0;
const MVFST_DRAFT_22 = 0xfaceb001;

/** Salts to try, the likeliest first; none for a version whose Initial packets are not protected, or not in this way. */
export function initialSalts(version: number): readonly Uint8Array[] {
  switch (version) {
    case 0x00000001:
      return [SALT.version1];
    case QUIC_V2:
      return [SALT.version2];
    case VERSION2_DRAFT_01:
      return [SALT.version2Draft00, SALT.version2];
    case VERSION2_DRAFT_00:
      return [SALT.version2Draft00];
    case 0x51303530:
      return [SALT.q050];
    case 0x54303530:
      return [SALT.t050];
    case 0x54303531:
      return [SALT.t051];
    case MVFST_DRAFT_22:
      return [SALT.draft21];
    default:
  }
  if (version >>> 8 === MVFST) return [SALT.draft23, SALT.draft29, SALT.version1];
  if ((version & 0x0f0f0f0f) >>> 0 === 0x0a0a0a0a) return [SALT.version1, SALT.draft29];
  const draft = version - 0xff000000;
  if (draft < 17 || draft > 34) return [];
  if (draft <= 20) return [SALT.draft17];
  if (draft <= 22) return [SALT.draft21];
  return draft <= 28 ? [SALT.draft23] : draft <= 32 ? [SALT.draft29] : [SALT.version1];
}

/** Of SHA-256, and of its digest. */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const inner = Buffer.alloc(BLOCK_BYTES + 255);
const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);

export function deriveInitialKeys(
  version: number,
  saltBytes: Uint8Array,
  clientDestinationId: Uint8Array,
): QuicInitialKeys {
  const initial = hmac(saltBytes, clientDestinationId);
  // Version 2 gave the labels of packet protection names of their own, and kept these two.
  const labels =
    version === QUIC_V2 || version === VERSION2_DRAFT_01 || version === VERSION2_DRAFT_00 ? LABELS_V2 : LABELS;
  let server: QuicKeys | undefined;
  return {
    client: packetKeys(hmac(initial, CLIENT_IN), labels),
    get server() {
      server ??= packetKeys(hmac(initial, SERVER_IN), labels);
      return server;
    },
  };
}

function packetKeys(secret: Uint8Array, labels: typeof LABELS): QuicKeys {
  return {
    key: hmac(secret, labels.key).subarray(0, 16),
    iv: hmac(secret, labels.iv).subarray(0, 12),
    hp: hmac(secret, labels.hp).subarray(0, 16),
  };
}

/**
 * HKDF-Extract, and HKDF-Expand of at most one block (RFC 5869 §2.2, §2.3): HMAC (RFC 2104 §2) as two digests, because an object of `createHmac`
 * costs more than both. Keys have at most 64 bytes, a connection id at most 255.
 */
function hmac(key: Uint8Array, data: Uint8Array): Buffer {
  for (let i = 0; i < BLOCK_BYTES; i++) {
    const byte = i < key.length ? key[i] : 0;
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  inner.set(data, BLOCK_BYTES);
  outer.write(hash('sha256', inner.subarray(0, BLOCK_BYTES + data.length), 'binary'), BLOCK_BYTES, 'latin1');
  return Buffer.from(hash('sha256', outer, 'binary'), 'latin1');
}

/** HkdfLabel of TLS 1.3 with no context (RFC 8446 §7.1), and the counter of the one block. */
function expandLabel(label: string, bytes: number): Uint8Array {
  const name = `tls13 ${label}`;
  return Uint8Array.from([bytes >> 8, bytes & 0xff, name.length, ...Buffer.from(name), 0, 1]);
}

const CLIENT_IN = expandLabel('client in', 32);
const SERVER_IN = expandLabel('server in', 32);
const LABELS = { key: expandLabel('quic key', 16), iv: expandLabel('quic iv', 12), hp: expandLabel('quic hp', 16) };
const LABELS_V2 = {
  key: expandLabel('quicv2 key', 16),
  iv: expandLabel('quicv2 iv', 12),
  hp: expandLabel('quicv2 hp', 16),
};

function salt(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}
