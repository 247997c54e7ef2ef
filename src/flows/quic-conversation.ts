// The handshake of a QUIC connection as far as Initial packets show it: datagrams in order, their coalesced packets, CRYPTO frames put together.
// Invariant: a few packets at the beginning of a flow are opened, never more; a Retry changes the keys, a new connection id of the server does not.

import { findGquicHello, type GquicHello } from '../parse/gquic-hello.ts';
import { OffsetStream } from '../parse/offset-stream.ts';
import { readQuicFrames } from '../parse/quic-frames.ts';
import { openQuicInitial } from '../parse/quic-initial.ts';
import { deriveInitialKeys, initialSalts, type QuicInitialKeys } from '../parse/quic-initial-keys.ts';
import { type QuicLongHeader, readQuicLongHeader } from '../parse/quic-long-header.ts';
import { isGoogleQuic } from '../parse/quic-version.ts';
import { splitTlsHandshakes } from '../parse/tls-record.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { readTlsMessages, type TlsOpening } from './tls-stream.ts';

export interface QuicConversation {
  /** Version of the last packet that a client's Initial opened, else of the first that names a real one. */
  versionName: string;
  client: TlsOpening | undefined;
  server: TlsOpening | undefined;
  google: GquicHello | undefined;
  retry: boolean;
  versionNegotiation: boolean;
  zeroRtt: boolean;
  /** Initial packets of the client: whole ones, and how many of them opened. */
  initials: number;
  opened: number;
}

/** Packets of a side that are opened: a ClientHello fills three at most, and a lost one comes again. */
const MAX_INITIALS = 8;
const MAX_DATAGRAMS = 24;
const MAX_COALESCED = 8;
/** An Ethernet frame's worth: what a whole Initial has room in. */
const LARGEST_DATAGRAM = 1500;
/** gQUIC: public header, message hash and frame header come before the CHLO. */
const MAX_GOOGLE_HEADER_BYTES = 96;
const RESERVED = 'reserved';

/** `clientIs`: the side that is taken for the client, 1 for the originator. */
export function readQuicConversation(flow: FinishedFlow, clientIs: 0 | 1): QuicConversation {
  const reader = new ConversationReader(flow, clientIs);
  return reader.read();
}

class ConversationReader {
  readonly #flow: FinishedFlow;
  readonly #clientIs: 0 | 1;
  readonly #clientCrypto = new OffsetStream();
  readonly #serverCrypto = new OffsetStream();
  readonly #found: QuicConversation = {
    versionName: RESERVED,
    client: undefined,
    server: undefined,
    google: undefined,
    retry: false,
    versionNegotiation: false,
    zeroRtt: false,
    initials: 0,
    opened: 0,
  };
  #keys: QuicInitialKeys | undefined;
  /** Of a client's Initial that was captured in part: the server's answer to it may open with one of them. */
  #untried: readonly QuicInitialKeys[] = [];
  #serverInitials = 0;
  #retryAnswered = false;

  constructor(flow: FinishedFlow, clientIs: 0 | 1) {
    this.#flow = flow;
    this.#clientIs = clientIs;
  }

  read(): QuicConversation {
    const { messages, orig, resp } = this.#flow;
    for (let i = 0; i < messages.count && i < MAX_DATAGRAMS && !this.#isComplete; i++) {
      const sender = messages.fromOriginator[i] as 0 | 1;
      const { prefix } = sender === 1 ? orig : resp;
      const start = messages.prefixOffset[i];
      if (start < prefix.length)
        this.#datagram(prefix, start, Math.min(prefix.length, start + messages.bytes[i]), sender);
    }
    return this.#found;
  }

  get #isComplete(): boolean {
    const { client, google } = this.#found;
    return (client?.client !== undefined && this.#isAnswered) || google !== undefined;
  }

  /** A HelloRetryRequest is no answer yet: the ServerHello proper stands behind it (RFC 9001 §4.1.1, RFC 8446 §4.1.4). */
  get #isAnswered(): boolean {
    return this.#found.server?.server?.retryRequest === false;
  }

  #datagram(bytes: Uint8Array, start: number, end: number, sender: 0 | 1): void {
    let at = start;
    for (let packet = 0; packet < MAX_COALESCED && at < end; packet++) {
      const read = readQuicLongHeader(bytes, at, end);
      const fromClient = sender === this.#clientIs;
      if (!read.ok) {
        if (fromClient) this.#cutInitial(bytes.subarray(at, end));
        return;
      }
      const header = read.value;
      if (this.#found.versionName === RESERVED) this.#found.versionName = header.versionName;
      if (header.type === 'retry') this.#found.retry = true;
      else if (header.type === 'version-negotiation') this.#found.versionNegotiation = true;
      else if (header.type === '0-rtt') this.#found.zeroRtt = true;
      else if (fromClient && isGoogleQuic(header.version) && header.packetNumberOffset === undefined) {
        const hello = findGquicHello(bytes.subarray(0, end), at, at + MAX_GOOGLE_HEADER_BYTES);
        if (hello.ok) this.#found.google = hello.value;
      } else if (header.type === 'initial' && header.packetNumberOffset !== undefined && header.end !== undefined) {
        if (fromClient) this.#clientInitial(bytes, at, header, header.packetNumberOffset, header.end);
        else this.#serverInitial(bytes, at, header.packetNumberOffset, header.end);
      }
      if (header.end === undefined) return;
      at = header.end;
    }
  }

  #clientInitial(bytes: Uint8Array, at: number, header: QuicLongHeader, numberAt: number, end: number): void {
    if (this.#found.initials >= MAX_INITIALS) return;
    // After a Retry the server answers with keys of the new connection id, even to a hello that is known already.
    const isAnswer = this.#found.retry && this.#keys !== undefined && !this.#retryAnswered;
    if (this.#found.client?.client !== undefined && !isAnswer) return;
    this.#found.initials++;
    let frames: Uint8Array | undefined;
    if (this.#keys !== undefined && !isAnswer) frames = openQuicInitial(bytes, at, numberAt, end, this.#keys.client);
    if (frames === undefined) {
      const tried: QuicInitialKeys[] = [];
      for (const salt of initialSalts(header.version)) {
        const keys = deriveInitialKeys(header.version, salt, header.destinationId);
        tried.push(keys);
        frames = openQuicInitial(bytes, at, numberAt, end, keys.client);
        if (frames === undefined) continue;
        this.#keys = keys;
        break;
      }
      // Later ones carry the connection id that the server chose, from which no keys come.
      if (this.#keys === undefined && this.#untried.length === 0) this.#untried = tried;
    }
    if (frames === undefined) return;
    if (isAnswer) this.#retryAnswered = true;
    this.#found.opened++;
    this.#found.versionName = header.versionName;
    const isGoogle = isGoogleQuic(header.version);
    readQuicFrames(frames, isGoogle, this.#clientCrypto);
    const bytesInOrder = this.#clientCrypto.contiguous;
    if (isGoogle) {
      const hello = findGquicHello(bytesInOrder, 0, 0);
      if (hello.ok) this.#found.google = hello.value;
    }
    this.#found.client = readTlsMessages(splitTlsHandshakes(bytesInOrder), 'tls');
  }

  /** The head of an Initial is enough to open the answer: its keys come from the connection id (RFC 9001 §5.2). */
  #cutInitial(bytes: Uint8Array): void {
    if (this.#keys !== undefined || this.#untried.length > 0) return;
    const whole = new Uint8Array(LARGEST_DATAGRAM);
    whole.set(bytes.subarray(0, LARGEST_DATAGRAM));
    const read = readQuicLongHeader(whole, 0, whole.length);
    if (!read.ok || read.value.type !== 'initial') return;
    const { version, destinationId } = read.value;
    this.#untried = initialSalts(version).map((salt) => deriveInitialKeys(version, salt, destinationId));
  }

  #serverInitial(bytes: Uint8Array, at: number, numberAt: number, end: number): void {
    const candidates = this.#keys === undefined ? this.#untried : [this.#keys];
    if (candidates.length === 0 || this.#isAnswered) return;
    if (this.#serverInitials++ >= MAX_INITIALS) return;
    let frames: Uint8Array | undefined;
    for (const keys of candidates) {
      frames = openQuicInitial(bytes, at, numberAt, end, keys.server);
      if (frames === undefined) continue;
      this.#keys = keys;
      break;
    }
    if (frames === undefined) return;
    readQuicFrames(frames, false, this.#serverCrypto);
    this.#found.server = readTlsMessages(splitTlsHandshakes(this.#serverCrypto.contiguous), 'tls');
  }
}
