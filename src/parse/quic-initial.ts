// Opens the protection of a QUIC Initial packet (RFC 9001 §5.3, §5.4): AES-128-ECB over a sample gives the header's mask, AES-128-GCM the frames.
// The tag of 128 bits is the proof: bytes that are no Initial of these keys open with a chance of 2^-128.

import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { QuicKeys } from './quic-initial-keys.ts';

const TAG_BYTES = 16;
const SAMPLE_BYTES = 16;
/** The sample begins where the packet number would end if it had its full four bytes. */
const MAX_PACKET_NUMBER_BYTES = 4;
const NONE = new Uint8Array(0);

/** Frames of the packet whose header begins at `start`; undefined when the keys do not open it. Never throws. */
export function openQuicInitial(
  bytes: Uint8Array,
  start: number,
  packetNumberOffset: number,
  end: number,
  keys: QuicKeys,
): Uint8Array | undefined {
  const sampleAt = packetNumberOffset + MAX_PACKET_NUMBER_BYTES;
  if (end > bytes.length || sampleAt + SAMPLE_BYTES > end || packetNumberOffset <= start) return undefined;
  const cipher = createCipheriv('aes-128-ecb', keys.hp, null);
  const mask = cipher.update(bytes.subarray(sampleAt, sampleAt + SAMPLE_BYTES));
  const first = bytes[start] ^ (mask[0] & 0x0f);
  const numberBytes = (first & 3) + 1;
  const header = Uint8Array.from(bytes.subarray(start, packetNumberOffset + numberBytes));
  header[0] = first;
  const nonce = Uint8Array.from(keys.iv);
  for (let i = 0; i < numberBytes; i++) {
    const at = packetNumberOffset - start + i;
    header[at] ^= mask[1 + i];
    // An Initial's number is small, so that its truncated bytes are the number itself (RFC 9000 §17.1).
    nonce[nonce.length - numberBytes + i] ^= header[at];
  }
  const bodyAt = packetNumberOffset + numberBytes;
  if (end - bodyAt <= TAG_BYTES) return NONE;
  try {
    const decipher = createDecipheriv('aes-128-gcm', keys.key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(header);
    decipher.setAuthTag(bytes.subarray(end - TAG_BYTES, end));
    const plain = decipher.update(bytes.subarray(bodyAt, end - TAG_BYTES));
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}
