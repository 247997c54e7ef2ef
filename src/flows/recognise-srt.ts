// SRT, which carries live video (draft-sharabayko-srt-01), by the handshake of 48 bytes behind its header, with SRT's magic or extensions in it.
// Encrypted is what both sides exchanged keys for, and data packets that name a key (§3.1, §6): AES in counter mode.

import { u16be, u32be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { messageEnd } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HEADER_BYTES = 16;
const HANDSHAKE_BYTES = HEADER_BYTES + 48;
const CONTROL = 0x80;
const VERSION_4 = 4;
const VERSION_5 = 5;
/** In the extension field of an answer to the first request. */
const MAGIC = 0x4a17;
/** Flags of the extension field of a conclusion: version and latency, keys, configuration. */
const EXTENSIONS = 0x7;
const KEYS = 0x2;
const WAVE_A_HAND = 0;
const INDUCTION = 1;
const CONCLUSION = 0xffffffff;
const AGREEMENT = 0xfffffffe;
/** Even, odd or both: with which key a data packet is encrypted. */
const KEY_FLAGS = 0x18;
const MOST_BYTES = 0xffff;
const MOST_MESSAGES = 16;

export const srtRecogniser = {
  name: 'srt',
  transport: 'udp',
  proves:
    "a handshake of known version and kind, and one with SRT's magic or extensions that lead to its last byte (chance below 1e-28)",
  mayBegin: (byte: number) => byte === CONTROL,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { messages, orig, resp } = flow;
    let isSrt = false;
    let keysFrom = 0;
    const count = Math.min(messages.count, MOST_MESSAGES);
    for (let i = 0; i < count; i++) {
      const { prefix } = messages.fromOriginator[i] === 1 ? orig : resp;
      const start = messages.prefixOffset[i];
      const end = messageEnd(flow, i);
      if (end - start < HEADER_BYTES) continue;
      if (prefix[start] < CONTROL) {
        if (isSrt && (prefix[start + 4] & KEY_FLAGS) !== 0) return SEALED;
        continue;
      }
      if (u16be(prefix, start) !== CONTROL << 8) continue;
      const extension = handshakeExtension(prefix, start, end);
      if (extension === undefined) return undefined;
      if (extension !== 0) isSrt = true;
      if (extension !== MAGIC && (extension & KEYS) !== 0) keysFrom |= 1 << messages.fromOriginator[i];
    }
    if (!isSrt) return undefined;
    return keysFrom === 3 ? SEALED : CLEAR;
  },
} as const satisfies ServiceRecogniser;

const CLEAR: ServiceFacts = { service: 'srt', kind: 'cleartext', reason: 'SRT handshake' };
const SEALED: ServiceFacts = { service: 'srt', kind: 'standard', reason: 'SRT handshake, keys and encrypted packets' };

/** The magic, the flags of extensions that were followed, 0 where it is a handshake that names neither; undefined where it is none. */
function handshakeExtension(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start < HANDSHAKE_BYTES) return undefined;
  const at = start + HEADER_BYTES;
  const version = u32be(bytes, at);
  const kind = u32be(bytes, at + 20);
  if (version !== VERSION_4 && version !== VERSION_5) return undefined;
  if (kind !== WAVE_A_HAND && kind !== INDUCTION && kind !== CONCLUSION && kind !== AGREEMENT) return undefined;
  if (u32be(bytes, at + 12) > MOST_BYTES) return undefined;
  const field = u16be(bytes, at + 6);
  if (version === VERSION_4) return 0;
  if (field === MAGIC) return MAGIC;
  if (kind !== CONCLUSION || field === 0 || field > EXTENSIONS) return 0;
  return haveExtensions(bytes, start + HANDSHAKE_BYTES, end) ? field : undefined;
}

/** Types and lengths in words of four bytes, to the last byte. */
function haveExtensions(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at + 4 <= end) at += 4 + 4 * u16be(bytes, at + 2);
  return at === end && end > start;
}
