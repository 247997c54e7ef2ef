// Made-up beginnings of QUIC connections: a hello in CRYPTO frames of any cut, order, overlap and repetition, between PADDING, PING and ACK, in packets
// that open; and hostile ones, whose frames say whatever a sender may write. The same seed makes the same conversation.

import type { SentMessage } from './finished-flow.ts';
import { CLIENT_ID, cryptoFrame, initialKeys, initialPacket, varint } from './quic-packets.ts';
import { randomBytes, randomNumbers } from './random-bytes.ts';
import { TLS13_CLIENT, TLS13_SERVER } from './tls-handshakes.ts';

const HELLO = TLS13_CLIENT.subarray(5);
const ANSWER = TLS13_SERVER.subarray(5, 127);
const VERSIONS = [1, 0x6b3343cf, 0xff00001d, 0xff000020];
/** 8 bytes: 2^62 − 1, the largest number there is. */
const LARGEST = [255, 255, 255, 255, 255, 255, 255, 255];

export interface MadeConversation {
  messages: SentMessage[];
  /** All that may hide the hello is absent. */
  isSound: boolean;
}

export function soundConversation(seed: number): MadeConversation {
  return make(seed, false);
}

export function hostileConversation(seed: number): MadeConversation {
  return make(seed, true);
}

function make(seed: number, isHostile: boolean): MadeConversation {
  const random = randomNumbers(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]) => list[below(list.length)] as T;
  const version = isHostile ? pick([...VERSIONS, 0xfaceb002, 0x1a2a3a4a]) : pick(VERSIONS);
  const id = random() < 0.5 ? CLIENT_ID : randomBytes(8 + below(13), random);
  const keys = initialKeys(VERSIONS.includes(version) ? version : 1, id);

  const noise = (): number[] =>
    pick([
      () => Array.from({ length: below(30) }, () => 0),
      () => [1],
      () => [2, ...varint(below(9000)), ...varint(below(9000)), 1, 3, 4, 5],
      () => [3, 9, 0, 0, 9, 1, 2, 3],
      () => [],
    ])();
  const lie = (): number[] =>
    pick([
      // A CRYPTO frame at the end of all offsets, one that runs past its packet, one that is empty, one with other bytes.
      () => [6, ...LARGEST, 4, 1, 2, 3, 4],
      () => [6, 0, ...LARGEST],
      () => [6, ...varint(below(20_000)), 0],
      () => [...cryptoFrame(below(17_000), randomBytes(below(200), random))],
      () => [...cryptoFrame(0, Uint8Array.of(1, 255, 255, 255))],
      // Frames an Initial cannot hold; ACK with ranges without end; CONNECTION_CLOSE with a reason that is not there.
      () => [below(256), ...randomBytes(below(40), random)],
      () => [2, 0, 0, ...LARGEST, 1, 2, 3],
      () => [2, 0, 0, 0x41, 0, ...randomBytes(below(600), random)],
      () => [0x1c, ...LARGEST, 0, ...LARGEST],
    ])();

  const frames = cryptoFrames(HELLO, below, random).map((frame) => [...noise(), ...frame]);
  if (isHostile) for (let i = 0; i < 1 + below(6); i++) frames.splice(below(frames.length + 1), 0, lie());
  const packets = packed(frames, 1 + below(3), below).map((content, i) =>
    initialPacket({
      keys: keys.client,
      frames: Uint8Array.from(content),
      version,
      destinationId: id,
      packetNumber: i,
      numberBytes: 1 + below(4),
      token: randomBytes(pick([0, 0, 16]), random),
      padTo: content.length + 80,
    }),
  );
  const answer = initialPacket({
    keys: keys.server,
    frames: Uint8Array.from(cryptoFrames(ANSWER, below, random).flat()),
    version,
    destinationId: randomBytes(below(21), random),
    padTo: 300,
  });
  const datagrams = isHostile ? packets.map((packet) => damaged(packet, below, random)) : packets;
  // Coalesced, or each in a datagram of its own.
  const sent = random() < 0.5 ? datagrams : [Uint8Array.from(datagrams.flatMap((packet) => [...packet]))];
  const messages: SentMessage[] = sent.map((bytes) => ({ from: 'orig', bytes }));
  messages.push({ from: 'resp', bytes: isHostile ? damaged(answer, below, random) : answer });
  return { messages, isSound: !isHostile };
}

type Below = (limit: number) => number;

/** All bytes in pieces, some of them twice or with more around them, in any order. */
function cryptoFrames(bytes: Uint8Array, below: Below, random: () => number): number[][] {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + below(120));
    const from = Math.max(0, at - (random() < 0.3 ? below(40) : 0));
    const to = Math.min(bytes.length, end + (random() < 0.3 ? below(40) : 0));
    frames.push(cryptoFrame(from, bytes.subarray(from, to)));
    if (random() < 0.1) frames.push(cryptoFrame(from, bytes.subarray(from, to)));
    at = end;
  }
  for (let i = frames.length - 1; i > 0; i--) {
    const other = below(i + 1);
    [frames[i], frames[other]] = [frames[other] as Uint8Array, frames[i] as Uint8Array];
  }
  return frames.map((frame) => [...frame]);
}

function packed(frames: readonly number[][], packets: number, below: Below): number[][] {
  const contents: number[][] = Array.from({ length: packets }, () => []);
  for (const frame of frames) contents[below(packets)]?.push(...frame);
  return contents;
}

/** Cut, with a bit flipped, with bytes behind it, or as it is. */
function damaged(packet: Uint8Array, below: Below, random: () => number): Uint8Array {
  const how = below(6);
  if (how === 0) return packet.subarray(0, below(packet.length));
  if (how === 1) {
    const flipped = Uint8Array.from(packet);
    const at = below(packet.length);
    flipped[at] = (flipped[at] as number) ^ (1 << below(8));
    return flipped;
  }
  return how === 2 ? Uint8Array.from([...packet, ...randomBytes(below(64), random)]) : packet;
}
