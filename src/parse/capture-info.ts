// What a capture file says about itself, filled while it is read, and how reading it ended.

import { countName } from '../base/bounded-count.ts';

export interface CaptureInterface {
  linkType: number;
  snapLength: number;
  name?: string;
  /** Ticks per second, 'us', 'ns', … as the manifest prints it. */
  resolution: string;
  /** Packets that the capturing system says it dropped (pcapng statistics blocks, drop counts of packets). */
  droppedPackets: number;
}

/** Why reading stopped before the end, or the first damage that was read past, at which byte of the (decompressed) file. */
export interface CaptureStop {
  kind: 'truncated' | 'malformed' | 'unsupported';
  reason: string;
  offset: number;
  /** Reading went on behind it, to the end. */
  isPassed?: true;
}

export interface JoinedFiles {
  readonly files: number;
  readonly offset: number;
}

/** Of what was read past, the first in the words of all. */
export function passedDamage(first: CaptureStop | undefined, count: number): CaptureStop | undefined {
  if (first === undefined) return undefined;
  return { ...first, reason: count > 1 ? `${first.reason} (and ${count - 1} more)` : first.reason, isPassed: true };
}

export class CaptureInfo {
  format: 'pcap' | 'pcapng' = 'pcap';
  byteOrder: 'little' | 'big' = 'little';
  /** Of all sections, in order. Bounded: what comes after is counted in `skipped`. */
  interfaces: CaptureInterface[] = [];
  /** Packets handed out. */
  packets = 0;
  /** Blocks that Wireshark numbers as frames although they hold no packet (custom blocks, journal entries, system calls). */
  otherFrames = 0;
  sections = 0;
  hardware: string | undefined;
  operatingSystem: string | undefined;
  application: string | undefined;
  /** Of sections and interfaces. Bounded. */
  comments: string[] = [];
  /** Name resolution records (pcapng NRB): address text to name. Bounded. */
  names = new Map<string, string>();
  /** UID to package and label (PCAPdroid's custom block). Bounded. */
  uidNames = new Map<number, { packageName: string; label: string }>();
  /** Blocks with TLS secrets (pcapng DSB); the secrets themselves are not kept. */
  tlsSecrets = 0;
  /** Fingerprints of the handshakes that they belong to (key-log-line.ts). Bounded. */
  tlsRandoms = new Set<number>();
  /** Counts of what was skipped, by name: unknown block types, bad lengths, what exceeded a cap. */
  skipped = new Map<string, number>();
  /** Classic pcap files that lie one behind the other in this one (`cat a.pcap b.pcap`), and where the second begins. */
  joined: JoinedFiles | undefined;
  stop: CaptureStop | undefined;

  count(what: string): void {
    countName(this.skipped, what);
  }
}
