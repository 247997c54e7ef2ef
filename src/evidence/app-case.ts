// Everything that is known of one app when its case is judged: channels, events of its keys and ciphers, states, what of its ciphertext was
// found on the wire, what is expected of it. The evidence makers read it and nothing else.

import type { Channel } from '../features/channel.ts';
import type { AnalyticParameters } from '../models/analytic-parameters.ts';
import type { AppHistory } from '../models/app-history.ts';
import type { KnownApp } from '../models/app-identity.ts';
import type { JudgedChannel } from '../models/channel-judgement.ts';
import type { CiphertextMatch } from '../models/ciphertext-search.ts';
import type { Destination } from '../models/destination-pattern.ts';
import type { Expectation } from '../models/expectation.ts';
import type { AppTimeline } from '../telemetry/app-timeline.ts';
import type { CryptoEvent } from '../telemetry/crypto-event.ts';

/** Captures of a lake that carried a key, and apps that did. */
export interface KeySighting {
  readonly captures: number;
  readonly apps: readonly string[];
}

/** An event with its place in the capture's time. */
export interface PlacedCrypto {
  readonly event: CryptoEvent;
  readonly captureUs: number;
  /** `file:line`. */
  readonly source: string;
}

/** What the device sent in one flow, from the second reading of the capture. */
export interface FlowSends {
  readonly flowId: string;
  /** Of the channel the flow belongs to. */
  readonly channelId: string;
  /** Payload the device sent: time, bytes, frame; TLS records where the stream is made of them. */
  readonly sends: readonly { readonly timeUs: number; readonly bytes: number; readonly frame: number }[];
  readonly matches: readonly PlacedMatch[];
}

export interface PlacedMatch extends CiphertextMatch {
  /** The event whose output it is. */
  readonly cause: PlacedCrypto;
  readonly side: 'orig' | 'resp';
  /** Of its first byte. */
  readonly frame: number;
  readonly timeUs: number;
}

export interface AppCase {
  /** Undefined: no app is known, and the case is one channel's. */
  readonly uid: number | undefined;
  readonly packages: readonly string[];
  readonly device: string | undefined;
  readonly known: KnownApp;
  readonly channels: readonly JudgedChannel[];
  readonly crypto: readonly PlacedCrypto[];
  /** When the first flow of the capture began. */
  readonly captureFromUs: number;
  /** When the last flow of the app ended: what it does with keys afterwards precedes nothing that was seen. */
  readonly sentToUs: number;
  /** The earliest event of a log that watches the keys and ciphers of this app: from then on somebody was looking. */
  readonly cryptoLogFromUs: number | undefined;
  readonly timeline: AppTimeline | undefined;
  /** Undefined: the capture was not read a second time. */
  readonly sends: readonly FlowSends[] | undefined;
  readonly expectation: Expectation;
  /** What it did before; undefined: no lake, or nothing of the app in it. */
  readonly history: AppHistory | undefined;
  /** Where a key was met in earlier captures; undefined: no lake. */
  readonly keySightingOf?: (keyId: string) => KeySighting | undefined;
  readonly parameters: AnalyticParameters;
  readonly destinationOf: (channel: Channel) => Destination;
}
