// What the datagrams of a flow are, by the first byte that RFC 7983 gives each protocol that shares a media port: STUN, ZRTP, DTLS, TURN, RTP.
// RTP counts only as streams: packets of one source whose sequence numbers rise by little.

import { u16be } from '../base/byte-words.ts';
import { rtcpKind, rtpPayloadOffset, rtpPayloadType, rtpSequence, rtpSource } from '../parse/rtp-packet.ts';
import { isChannelData, stunMessageEnd } from '../parse/stun-message.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { messageEnd } from './message-proof.ts';

const MOST_MESSAGES = 64;
/** Packets of one source, in sequence, that make a stream: fewer are what chance and other protocols make. */
const LEAST_RUN = 3;
/** Video may lose many packets in a row. */
const MOST_LOST = 32;
const CHANNEL_HEADER_BYTES = 4;
const FIRST_AFTER_STUN = 4;
const DTLS_FIRST = 20;
const DTLS_LAST = 25;
/** Sizes of G.711 and G.722 that are whole multiples of 10 ms: SRTP would add a tag to them. */
const PLAIN_AUDIO_BYTES = 80;
const PLAIN_AUDIO_TYPES = new Set([0, 8, 9]);

export interface MediaCounts {
  /** Datagrams of which the prefixes hold the beginning. */
  messages: number;
  stun: number;
  dtls: number;
  channelData: number;
  /** RTP packets of sources that are streams. */
  rtp: number;
  rtcp: number;
  srtcp: number;
  /** RTP payload whose first byte was looked at, and how many values it had: ciphertext has many, codecs few. */
  payloads: number;
  firstBytes: number;
  /** The payload is as long as unencrypted audio of a static type is. */
  plainAudio: number;
}

/** Looks at the first datagrams that the prefixes hold. Of a flow of both directions they are counted together. */
export function countMedia(flow: FinishedFlow): MediaCounts {
  const { messages } = flow;
  const counts: MediaCounts = {
    messages: 0,
    stun: 0,
    dtls: 0,
    channelData: 0,
    rtp: 0,
    rtcp: 0,
    srtcp: 0,
    payloads: 0,
    firstBytes: 0,
    plainAudio: 0,
  };
  const streams = new Map<number, RtpStream>();
  for (let i = 0; i < messages.count && counts.messages < MOST_MESSAGES; i++) {
    const fromOrig = messages.fromOriginator[i];
    const { prefix } = fromOrig === 1 ? flow.orig : flow.resp;
    const start = messages.prefixOffset[i];
    if (messages.bytes[i] === 0 || start + 4 > prefix.length) continue;
    counts.messages += 1;
    const end = messageEnd(flow, i);
    const isRelayed = isChannelData(prefix, start, end, messages.bytes[i]);
    if (isRelayed) counts.channelData += 1;
    // What a relay carries stands behind the channel's number and the length.
    const at = isRelayed ? start + CHANNEL_HEADER_BYTES : start;
    const wireBytes = isRelayed ? u16be(prefix, start + 2) : messages.bytes[i];
    countDatagram(counts, streams, prefix, at, Math.min(end, at + wireBytes), fromOrig, wireBytes);
  }
  for (const { run, payloads, plain, values } of streams.values()) {
    if (run < LEAST_RUN) continue;
    counts.rtp += run;
    if (payloads > counts.payloads) {
      counts.payloads = payloads;
      counts.firstBytes = values.size;
      counts.plainAudio = plain;
    }
  }
  return counts;
}

/** One datagram, or what a relay carried, by its first byte. */
function countDatagram(
  counts: MediaCounts,
  streams: Map<number, RtpStream>,
  prefix: Uint8Array,
  start: number,
  end: number,
  fromOrig: number,
  wireBytes: number,
): void {
  const first = prefix[start];
  if (first < FIRST_AFTER_STUN) {
    if (stunMessageEnd(prefix, start, end) === start + wireBytes) counts.stun += 1;
  } else if (first >= DTLS_FIRST && first <= DTLS_LAST) {
    if (prefix[start + 1] === 0xfe && prefix[start + 2] >= 0xfc) counts.dtls += 1;
  } else if (first >= 0x80 && first < 0xc0) {
    // Control packets need the whole datagram.
    const rtcp = end - start === wireBytes ? rtcpKind(prefix, start, end) : undefined;
    if (rtcp !== undefined) counts[rtcp] += 1;
    else countRtp(streams, prefix, start, end, fromOrig, wireBytes);
  }
}

interface RtpStream {
  last: number;
  run: number;
  payloads: number;
  plain: number;
  readonly values: Set<number>;
}

function countRtp(
  streams: Map<number, RtpStream>,
  prefix: Uint8Array,
  start: number,
  end: number,
  fromOrig: number,
  wireBytes: number,
): void {
  const offset = rtpPayloadOffset(prefix, start, end);
  if (offset === undefined) return;
  // 2^33: the source's 32 bits, and whose it is.
  const key = rtpSource(prefix, start) * 2 + fromOrig;
  const sequence = rtpSequence(prefix, start);
  const stream = streams.get(key);
  if (stream === undefined) {
    streams.set(key, { last: sequence, run: 1, payloads: 0, plain: 0, values: new Set() });
    return;
  }
  const step = (sequence - stream.last) & 0xffff;
  // A packet that came late counts neither for nor against.
  if (step === 0 || step > MOST_LOST) return;
  stream.last = sequence;
  stream.run += 1;
  if (start + offset >= end) return;
  stream.payloads += 1;
  stream.values.add(prefix[start + offset]);
  const isPlain =
    PLAIN_AUDIO_TYPES.has(rtpPayloadType(prefix, start)) && (wireBytes - offset) % PLAIN_AUDIO_BYTES === 0;
  if (isPlain) stream.plain += 1;
}

/** Whether a stream of TURN over TCP or of RFC 4571 frames begins here: where its first STUN message stands. */
export function stunInStream(prefix: Uint8Array): number | undefined {
  if (stunMessageEnd(prefix, 0, prefix.length) !== undefined) return 0;
  const framed = 2 + u16be(prefix, 0);
  return prefix.length > 2 && stunMessageEnd(prefix, 2, prefix.length) === framed ? 2 : undefined;
}
