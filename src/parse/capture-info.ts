// What a capture file says about itself, filled while it is read, and how reading it ended.

export interface CaptureInterface {
  linkType: number;
  snapLength: number;
  name?: string;
  /** Ticks per second, 'us', 'ns', … as the manifest prints it. */
  resolution: string;
  /** Packets that the capturing system says it dropped (pcapng ISB). */
  droppedPackets: number;
}

/** Why reading stopped before the end, at which byte of the (decompressed) file. */
export interface CaptureStop {
  kind: 'truncated' | 'malformed' | 'unsupported';
  reason: string;
  offset: number;
}

export class CaptureInfo {
  format: 'pcap' | 'pcapng' = 'pcap';
  byteOrder: 'little' | 'big' = 'little';
  interfaces: CaptureInterface[] = [];
  /** Packets handed out. */
  packets = 0;
  /** Blocks that Wireshark counts as frames although they hold no packet (custom blocks). */
  otherFrames = 0;
  sections = 0;
  hardware: string | undefined;
  operatingSystem: string | undefined;
  application: string | undefined;
  comments: string[] = [];
  /** Name resolution records (pcapng NRB): address text to name. Bounded. */
  names = new Map<string, string>();
  /** UID to package and label (PCAPdroid's custom block). Bounded. */
  uidNames = new Map<number, { packageName: string; label: string }>();
  /** True when the file holds TLS secrets (pcapng DSB); the secrets themselves are not kept. */
  tlsSecrets = 0;
  /** Counts of what was skipped, by name: unknown block types, unknown options, bad lengths. */
  skipped = new Map<string, number>();
  stop: CaptureStop | undefined;

  count(what: string): void {
    this.skipped.set(what, (this.skipped.get(what) ?? 0) + 1);
  }
}
