// The result of joining a flow to an app, and the flow's side of the join.

import type { AttributionLevel } from '../flows/flow-record.ts';

/** What the join needs of a flow; addresses in canonical text (v4-mapped folded to IPv4). */
export interface AttributableFlow {
  readonly transport: string;
  readonly orig: { readonly ip: string; readonly port: number };
  readonly resp: { readonly ip: string; readonly port: number };
  /** The device's side where the capture shows it. */
  readonly local: 'orig' | 'resp' | undefined;
  readonly startUs: number;
  readonly endUs: number;
  /** True when the SYN was seen: `startUs` is the moment of connect(). */
  readonly synSeen: boolean;
  /** True when its end was seen (FIN both ways, or RST): `endUs` is when its socket closed. */
  readonly ended?: boolean | undefined;
  /** What the bytes of the flow were recognised as. */
  readonly service?: string | undefined;
  /** Of both directions; undefined: not counted. */
  readonly packets?: number | undefined;
  /** UIDs read from packets of this flow (trailer, u-N comment, NFLOG, ptcpdump) with how many packets carried each and the first frame. */
  readonly packetUids: readonly { readonly uid: number; readonly packets: number; readonly frame: number }[];
  /** Observer name of the capture the flow comes from, where known; log rows of another device never match. */
  readonly device: string | undefined;
}

export interface Attribution {
  readonly uid: number;
  readonly packages: readonly string[];
  readonly label?: string;
  /** 'P' per-packet UID … 'I' inferred, see docs/attribution.md. */
  readonly tier: string;
  readonly confidence: number;
  readonly level: AttributionLevel;
  readonly sources: readonly string[];
  readonly flags: readonly string[];
  readonly alternatives: readonly { readonly uid: number; readonly confidence: number }[];
}

/** Why a flow has no app, in words that do not vary from flow to flow: what totals are counted by. */
export type MissingCause =
  | 'no socket log was given'
  | 'no line of the socket logs could be used'
  | 'no log lists sockets of its transport'
  | 'no socket log covers its time'
  | 'no row of the socket logs has its tuple'
  | 'the rows with its tuple are too far away in time'
  | 'the rows with its tuple name no owner'
  | 'no log tells the UID of the package that its row names'
  | 'the only matching socket serves another flow'
  | 'it is the tunnel of a VPN app'
  | 'it is traffic of adb or of the emulator';

/** Either an attribution, or one sentence that says why there is none. */
export type AttributionOutcome =
  | { readonly app: Attribution }
  | { readonly missing: string; readonly cause: MissingCause };
