// Channels of a running capture, by address, port and transport: when connections were accepted, datagrams sent, and data sent inside
// connections. Bounded: the channel that was silent longest makes room, and a series is looked at a few times only.

import { isFlipped } from '../flows/originator.ts';
import { IpProtocol, type PacketView, TcpFlag } from '../parse/packet-view.ts';

export interface WatchedSeries {
  readonly of: 'connections' | 'datagrams' | 'messages';
  /** Ascending as they came; `count` of them are filled. */
  timesUs: Float64Array;
  count: number;
  /** Addresses of the device and of the destination, as in a flow key. */
  readonly words: Int32Array;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

const CHANNELS_MAX = 4096;
/** The threshold for looking again and again was measured with the first thirteen of these numbers of events. */
const LOOKS = [5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 60, 100, 160, 250];
/** A faster rhythm is a transfer. */
const APART_US = 1e6;
/** Multipliers of MurmurHash3 (Appleby, public domain). */
const M1 = 0x85ebca6b | 0;
const M2 = 0xc2b2ae35 | 0;

interface Channel {
  /** Of connections or of datagrams. */
  readonly starts: Watched;
  /** Of data inside connections; undefined for datagrams. */
  readonly messages: Watched | undefined;
}

interface Watched {
  readonly series: WatchedSeries;
  /** Position in `LOOKS`; past its end nothing is kept any more. */
  nextLook: number;
  /** The look found something. */
  isTold: boolean;
}

export class WatchedChannels {
  /** By hash, the one that was silent longest first. Channels with the same hash share one place: the later one is not watched. */
  readonly #channels = new Map<number, Channel>();
  readonly #look: (series: WatchedSeries) => boolean;

  /** `look` returns true when the series needs no further look. */
  constructor(look: (series: WatchedSeries) => boolean) {
    this.#look = look;
  }

  get size(): number {
    return this.#channels.size;
  }

  packet(view: PacketView): void {
    const { protocol, tcpFlags, sourcePort, destinationPort } = view;
    if (protocol === IpProtocol.udp) {
      if (view.payloadBytes > 0 && !isFlipped(view)) this.#begins(view, false, destinationPort, 'UDP');
    } else if (protocol === IpProtocol.tcp) {
      const accepts = TcpFlag.syn | TcpFlag.ack;
      if ((tcpFlags & accepts) === accepts) this.#begins(view, true, sourcePort, 'TCP');
      else if (view.payloadBytes > 0) this.#message(view);
    }
  }

  /** `isAnswer`: the packet comes from the destination. */
  #begins(view: PacketView, isAnswer: boolean, port: number, protocol: 'TCP' | 'UDP'): void {
    const hash = hashOf(view, isAnswer, port, protocol === 'TCP' ? 1 : 2);
    let channel = this.#channels.get(hash);
    if (channel === undefined) {
      if (this.#channels.size >= CHANNELS_MAX) this.#forgetOldest();
      channel = newChannel(wordsOf(view, isAnswer), port, protocol);
    } else if (!isOf(channel, view, isAnswer, port)) return;
    this.#channels.delete(hash);
    this.#channels.set(hash, channel);
    this.#add(channel.starts, view.timeUs);
  }

  /** Only what the side sends whose connection was accepted: for the other one there is no channel. */
  #message(view: PacketView): void {
    const port = view.destinationPort;
    const channel = this.#channels.get(hashOf(view, false, port, 1));
    if (channel?.messages === undefined || !isOf(channel, view, false, port)) return;
    // Connections of which there was something to tell have their messages in the same rhythm.
    if (!channel.starts.isTold) this.#add(channel.messages, view.timeUs);
  }

  #forgetOldest(): void {
    for (const hash of this.#channels.keys()) {
      this.#channels.delete(hash);
      return;
    }
  }

  #add(watched: Watched, timeUs: number): void {
    const { series } = watched;
    if (watched.nextLook >= LOOKS.length) return;
    if (series.count > 0 && timeUs - series.timesUs[series.count - 1] < APART_US) return;
    if (series.count === series.timesUs.length) {
      const larger = new Float64Array(series.count * 2);
      larger.set(series.timesUs);
      series.timesUs = larger;
    }
    series.timesUs[series.count++] = timeUs;
    if (series.count < LOOKS[watched.nextLook]) return;
    watched.nextLook++;
    watched.isTold = this.#look(series);
    if (watched.isTold) watched.nextLook = LOOKS.length;
    if (watched.nextLook >= LOOKS.length) series.timesUs = new Float64Array(0);
  }
}

function newChannel(words: Int32Array, port: number, protocol: 'TCP' | 'UDP'): Channel {
  const watched = (of: WatchedSeries['of']): Watched => ({
    series: { of, timesUs: new Float64Array(LOOKS[0]), count: 0, words, port, protocol },
    nextLook: 0,
    isTold: false,
  });
  return protocol === 'TCP'
    ? { starts: watched('connections'), messages: watched('messages') }
    : { starts: watched('datagrams'), messages: undefined };
}

function wordsOf(view: PacketView, isAnswer: boolean): Int32Array {
  const { s0, s1, s2, s3, d0, d1, d2, d3 } = view;
  return Int32Array.from(isAnswer ? [d0, d1, d2, d3, s0, s1, s2, s3] : [s0, s1, s2, s3, d0, d1, d2, d3]);
}

function isOf({ starts }: Channel, view: PacketView, isAnswer: boolean, port: number): boolean {
  const { words } = starts.series;
  const device = isAnswer ? 4 : 0;
  return (
    starts.series.port === port &&
    words[device] === view.s0 &&
    words[device + 1] === view.s1 &&
    words[device + 2] === view.s2 &&
    words[device + 3] === view.s3 &&
    words[4 - device] === view.d0 &&
    words[5 - device] === view.d1 &&
    words[6 - device] === view.d2 &&
    words[7 - device] === view.d3
  );
}

function hashOf(view: PacketView, isAnswer: boolean, port: number, kind: number): number {
  const source = mix(view.s0, view.s1, view.s2, view.s3);
  const destination = mix(view.d0, view.d1, view.d2, view.d3);
  const device = isAnswer ? destination : source;
  const remote = isAnswer ? source : destination;
  let hash = (Math.imul(device, M1) + Math.imul(remote ^ Math.imul(port * 4 + kind, M2), M2)) | 0;
  hash ^= hash >>> 15;
  return Math.imul(hash, M1);
}

function mix(a0: number, a1: number, a2: number, a3: number): number {
  const hash = Math.imul(a3, M1) ^ Math.imul(a2, M2) ^ Math.imul(a1 ^ Math.imul(a0, M2), M1);
  return Math.imul(hash ^ (hash >>> 13), M2);
}
