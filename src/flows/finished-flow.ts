// What recognisers, features and models see of a flow that has ended: one reused view over the flow table's columns.
// Every typed array is borrowed: it is valid until the callback that received the flow returns.

/** One direction of a flow. `orig` is the originator (it sent the first packet), `resp` the responder. */
export interface FlowSide {
  packets: number;
  /** IP-layer bytes on the wire. */
  bytes: number;
  /** Transport payload on the wire, original lengths, retransmissions included. */
  payloadBytes: number;
  /** Unique payload bytes that were captured and put in order (TCP), or simply captured (other transports). */
  streamBytes: number;
  /** Stream bytes that the capture does not hold (TCP holes, snaplen). */
  missedBytes: number;
  /** The first payload bytes in stream order, without holes; at most `PREFIX_BYTES`. Datagrams are concatenated. */
  prefix: Uint8Array;
  /** Pieces of the stream behind the prefix in which a key may stand; nearly always none. */
  late: readonly LateBytes[];
}

/** A piece of a direction's stream; `offset`: of its first byte. */
export interface LateBytes {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Messages of a flow in order of time, both directions. Index with `0 … count − 1`. */
export interface MessageLog {
  /** How many are held here. */
  count: number;
  /** How many there were; more than `count` when the log's cap was reached. */
  total: number;
  /** Time of the first byte, µs since the epoch. */
  timeUs: Float64Array;
  /** Payload bytes. */
  bytes: Uint32Array;
  /** 1 when the originator sent it, 0 when the responder did. */
  fromOriginator: Uint8Array;
  /** Offset of its first byte in the prefix of its direction; ≥ prefix.length when the prefix no longer holds it. */
  prefixOffset: Uint32Array;
}

/** The first packets with payload of a flow, both directions, as they were on the wire (SPLT). */
export interface PacketLog {
  count: number;
  timeUs: Float64Array;
  payloadBytes: Uint32Array;
  fromOriginator: Uint8Array;
}

/** Lengths of the first TLS records of a direction, headers excluded, and their content types (RFC 8446 §5.1). */
export interface TlsRecordLog {
  count: number;
  lengths: Uint16Array;
  types: Uint8Array;
}

export interface FinishedFlow {
  /** IP protocol number: 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6. */
  protocol: number;
  origPort: number;
  respPort: number;
  startUs: number;
  endUs: number;
  orig: FlowSide;
  resp: FlowSide;
  /**
   * TCP: a message is a run of same-direction segments where each but the last was full-sized and followed within a second;
   * other transports: a datagram. Sizes are what the application wrote, not what the network cut.
   */
  messages: MessageLog;
  packets: PacketLog;
  /** Empty unless the direction looks like a TLS record stream. */
  origTlsRecords: TlsRecordLog;
  respTlsRecords: TlsRecordLog;
  /** Running statistics over every packet's payload length, both directions, zero lengths included (NetTiSA's series). */
  payloadLengths: PayloadLengthStatistics;
  /** True when a SYN was seen (TCP) or the transport has no handshake. False: the flow began before the capture. */
  startSeen: boolean;
  /** True when packet sizes are made by a VPN tap and say nothing about the network (`design.md` provenance rule). */
  syntheticPackets: boolean;
  /** True when a segment larger than an Ethernet frame was seen (TSO/GRO). */
  aggregatedPackets: boolean;
  /** Share of captured payload bytes against payload bytes on the wire, 0..1. */
  capturedShare: number;
}

/** Sums over all packets of a flow; times are relative to the flow's start. */
export interface PayloadLengthStatistics {
  count: number;
  sum: number;
  sumSquares: number;
  sumCubes: number;
  sumFourths: number;
  min: number;
  max: number;
  /** Σ timeMs, for the mean time of a packet relative to the flow's start. */
  sumTimeMs: number;
  /** Σ |x_i − x_{i−1}|. */
  sumAbsoluteStep: number;
  /** How often x_i differs from x_{i−1}. */
  switches: number;
  /** Σ_{i≥2} |x_i − mean(x_1 … x_{i−1})|. */
  sumAbsoluteDeviation: number;
  /** Smallest and largest time between successive packets, 0 below two packets; a clock that steps back counts as 0. */
  minGapMs: number;
  maxGapMs: number;
  /** Σ over the gaps g_2 … g_n of |mean(g_2 … g_i) − g_i|. */
  sumAbsoluteGapDeviationMs: number;
}

/** How many payload bytes per direction a flow keeps for parsing and measuring. */
export const PREFIX_BYTES = 4096;
/** How many of them are tested for randomness: twice as many would cost twice as much and change few verdicts. */
export const MEASURED_BYTES = 2048;
/** How many messages a flow keeps. */
export const MESSAGE_LOG_CAP = 512;
/** How many payload packets a flow keeps for SPLT. */
export const PACKET_LOG_CAP = 20;
/** How many TLS record lengths a direction keeps. */
export const TLS_RECORD_LOG_CAP = 32;
