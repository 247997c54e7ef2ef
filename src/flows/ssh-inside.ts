// SSH without its identification strings: packets of the key exchange in the clear (RFC 4253 §6, §7, §8), or enciphered ones whose length is in the clear,
// as AES-GCM (RFC 5647 §7.1) and MACs over the ciphertext leave it, a tag behind each.

import { u32be } from '../base/byte-words.ts';
import { readSshKexInit } from '../parse/ssh-kexinit.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { messageEnd } from './message-proof.ts';

const KEXINIT = 20;
const NEWKEYS = 21;
const KEX_FIRST = 30;
const KEX_LAST = 34;
const MIN_PADDING = 4;
/** RFC 4253 §6.1. */
const MAX_PACKET_BYTES = 35_000;
/** Length, padding length, type. */
const HEAD_BYTES = 6;
const CLEAR_BLOCK = 8;
const CIPHER_BLOCK = 16;
/** GCM's tag, and MACs by SHA-2 and SHA-1 (RFC 6668, RFC 4253 §6.4). */
const TAG_BYTES = [16, 32, 64, 20];
const MIN_MESSAGES = 3;
const MOST_MESSAGES = 12;
const MOST_CLEAR_MESSAGES = 4;

/** What of SSH the flow shows; undefined where it shows nothing. Only for flows that began before the capture. */
export function sshInside(flow: FinishedFlow): string | undefined {
  if (hasKeyExchange(flow, 1) || hasKeyExchange(flow, 0)) return 'packets of its key exchange';
  for (const tag of TAG_BYTES) {
    if (chains(flow, 1, tag) || chains(flow, 0, tag))
      return `packets with their lengths in the clear and ${tag} bytes behind each`;
  }
  return undefined;
}

function hasKeyExchange(flow: FinishedFlow, fromOriginator: 0 | 1): boolean {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  const { messages } = flow;
  for (let i = 0, seen = 0; i < messages.count && seen < MOST_CLEAR_MESSAGES; i++) {
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0) continue;
    seen++;
    if (isKeyExchange(prefix, messages.prefixOffset[i])) return true;
  }
  return false;
}

/** A packet in the clear whose payload nests: KEXINIT, a key exchange whose first string is a host key or all there is, or NEWKEYS. */
function isKeyExchange(bytes: Uint8Array, at: number): boolean {
  if (at + HEAD_BYTES > bytes.length) return false;
  const length = u32be(bytes, at);
  const padding = bytes[at + 4];
  const payload = length - 1 - padding;
  if (length > MAX_PACKET_BYTES || (length + 4) % CLEAR_BLOCK !== 0 || padding < MIN_PADDING || payload < 1)
    return false;
  const type = bytes[at + 5];
  if (type === KEXINIT) return readSshKexInit(bytes, at).ok;
  if (type === NEWKEYS) return payload === 1 && padding < CLEAR_BLOCK * 2 && at + 4 + length <= bytes.length;
  if (type < KEX_FIRST || type > KEX_LAST || at + HEAD_BYTES + 4 > bytes.length) return false;
  const string = u32be(bytes, at + HEAD_BYTES);
  return string + 5 === payload || (string + 5 < payload && namesHostKey(bytes, at + HEAD_BYTES + 4));
}

/** 'ssh-…' or 'ecdsa-sha2-…' behind its length. */
function namesHostKey(bytes: Uint8Array, at: number): boolean {
  if (at + 8 > bytes.length || u32be(bytes, at) > 64) return false;
  const name = Buffer.from(bytes.buffer, bytes.byteOffset + at + 4, 4).toString('latin1');
  return name === 'ssh-' || name === 'ecds' || name === 'rsa-' || name === 'sk-s';
}

/** Every message that the prefix holds whole is one packet or several, to its last byte. */
function chains(flow: FinishedFlow, fromOriginator: 0 | 1, tag: number): boolean {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  const { messages } = flow;
  let whole = 0;
  for (let i = 0; i < messages.count && whole < MOST_MESSAGES; i++) {
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0) continue;
    let at = messages.prefixOffset[i];
    const end = messageEnd(flow, i);
    if (end - at < messages.bytes[i]) break;
    for (; at < end; ) {
      if (at + 4 > end) return false;
      const length = u32be(prefix, at);
      if (length === 0 || length > MAX_PACKET_BYTES || length % CIPHER_BLOCK !== 0) return false;
      at += 4 + length + tag;
    }
    if (at !== end) return false;
    whole++;
  }
  return whole >= MIN_MESSAGES;
}
