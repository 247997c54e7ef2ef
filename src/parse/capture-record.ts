// One packet record of a capture file, reused for every packet: a view into the reader's buffer, overwritten by the next read.

/** Direction as the capture itself tells it (EPB flags, SLL packet type). */
export const PacketDirection = { unknown: 0, inbound: 1, outbound: 2 } as const;
export type PacketDirection = (typeof PacketDirection)[keyof typeof PacketDirection];

/** UIDs are signed 32-bit; this value, which no kernel uses, says that a packet carries none. */
export const NO_UID = -2147483648;

export class CaptureRecord {
  /** The buffer that holds the packet; valid until the next read. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Index of the first packet byte in `bytes`. */
  start = 0;
  capturedBytes = 0;
  /** Length on the wire; at least `capturedBytes` in a sound file. */
  originalBytes = 0;
  /** µs since the epoch, an integer below 2^53. */
  timeUs = 0;
  /** 0..999 ns beyond `timeUs`. */
  timeNs = 0;
  linkType = 0;
  /** Interface number: pcapng interface id, later refined by SLL2's ifindex. */
  interfaceId = 0;
  direction: PacketDirection = PacketDirection.unknown;
  /** UID from a packet comment (PCAPdroid `u-N`, ptcpdump `UserId: N`), else NO_UID. */
  uid = NO_UID;
  /** Frame number as Wireshark counts: 1-based, custom blocks included. */
  frame = 0;
}
