// SSH_MSG_KEXINIT (RFC 4253 §6, §7.1): the algorithms that a side offers, in its order, in the first binary packet behind its identification.
// Invariant: lengths must nest to the end of the payload; a packet that was cut asks for more.

import { ByteCursor } from '../base/byte-cursor.ts';
import type { Parsed } from '../base/parsed.ts';
import { malformed, needMore, parsed } from '../base/parsed.ts';
import { latin1Text } from './byte-text.ts';

export interface SshKexInit {
  /** Name-lists as they stand there, comma-separated. */
  kex: string;
  hostKey: string;
  ciphersToServer: string;
  ciphersToClient: string;
  macsToServer: string;
  macsToClient: string;
  compressionToServer: string;
  compressionToClient: string;
}

const KEXINIT = 20;
const HEADER_BYTES = 6;
const COOKIE_BYTES = 16;
/** RFC 4253 §6.1: implementations need not take longer ones. */
const MAX_PACKET_BYTES = 35_000;
const LISTS = 10;
const MAX_LIST_BYTES = 4096;

/** Reads the packet at `at`, where the identification's line ends. */
export function readSshKexInit(bytes: Uint8Array, at: number): Parsed<SshKexInit> {
  if (at + HEADER_BYTES > bytes.length) return needMore('SSH packet', at);
  const head = new ByteCursor(bytes, at);
  const packetBytes = head.u32();
  const paddingBytes = head.u8();
  if (packetBytes < 12 || packetBytes > MAX_PACKET_BYTES || paddingBytes < 4) return malformed('SSH packet length', at);
  if (bytes[at + HEADER_BYTES - 1] !== KEXINIT) return malformed('not KEXINIT', at + HEADER_BYTES - 1);
  const end = at + 4 + packetBytes - paddingBytes;
  if (end <= at + HEADER_BYTES + COOKIE_BYTES) return malformed('SSH padding', at + 4);
  const cursor = new ByteCursor(bytes, at + HEADER_BYTES + COOKIE_BYTES, end);
  const lists: string[] = [];
  for (let i = 0; i < LISTS; i++) {
    const length = cursor.u32();
    if (!cursor.short && (length > MAX_LIST_BYTES || cursor.offset + length > end))
      return malformed('name-list', cursor.offset - 4);
    cursor.skip(length);
    if (cursor.short) return end > bytes.length ? needMore('name-list', bytes.length) : malformed('name-list', end);
    lists.push(latin1Text(bytes, cursor.offset - length, cursor.offset));
  }
  // first_kex_packet_follows, and four bytes reserved.
  cursor.skip(5);
  if (cursor.short) return end > bytes.length ? needMore('KEXINIT', bytes.length) : malformed('KEXINIT', end);
  const [kex, hostKey, ciphersToServer, ciphersToClient, macsToServer, macsToClient, ...compression] = lists as [
    string,
    string,
    string,
    string,
    string,
    string,
    ...string[],
  ];
  const [compressionToServer = '', compressionToClient = ''] = compression;
  return parsed({
    kex,
    hostKey,
    ciphersToServer,
    ciphersToClient,
    macsToServer,
    macsToClient,
    compressionToServer,
    compressionToClient,
  });
}

/** The first of the client's that the server has as well (RFC 4253 §7.1). */
export function chosenAlgorithm(client: string, server: string): string | undefined {
  const offered = new Set(server.split(','));
  return client.split(',').find((name) => name !== '' && offered.has(name));
}
