// The packets that a finding cites, as they may be shared: built anew with other addresses, and of their payload what is cited and no more. Text is
// never cited for itself: payload that reads as text is blanked, unless it is the coded output of a logged call.

import { countPrintable } from '../base/printable-ascii.ts';
import { addressText } from '../flows/address-text.ts';
import type { WatchedStreams } from '../flows/watched-streams.ts';
import { IpProtocol, type PacketView } from '../parse/packet-view.ts';
import type { CutPacket } from '../report/pcapng-bytes.ts';
import type { Pseudonyms } from '../report/pseudonyms.ts';
import { rebuiltPacket } from '../report/rebuilt-packet.ts';
import { readPackets, type WatchPiece } from './piece-packets.ts';

/** LINKTYPE_RAW: a packet begins with its IP header. */
const RAW_IP = 101;
/** First payload bytes of a frame that is cited: what explain shows of it. */
const FRAME_BYTES = 16;
/** Names begin after the header of a DNS message. */
const DNS_HEADER_BYTES = 12;
const DNS_PORTS = new Set([53, 5353, 5355]);
/** First bytes of a place in a stream: enough to be compared with the beginning of the logged output, in any coding, and not the whole. */
const STREAM_BYTES = 64;
const TEXT_SHARE = 0.75;

export interface CitedPlace {
  /** The flow's place in the list that is watched. */
  readonly flow: number;
  readonly side: 0 | 1;
  readonly offset: number;
  readonly length: number;
}

type Range = readonly [from: number, to: number];

/** `frames`: cited as such. `captures`: places of the pieces that the finding's flows lie in. */
export async function sharedPackets(
  pieces: readonly WatchPiece[],
  captures: ReadonlySet<number>,
  frames: ReadonlySet<number>,
  places: readonly CitedPlace[],
  streams: WatchedStreams,
  pseudonyms: Pseudonyms,
): Promise<CutPacket[]> {
  const ranges = citedRanges(places, streams);
  const packets: CutPacket[] = [];
  await readPackets(pieces, (record, view, piece) => {
    if (view === undefined || !captures.has(piece)) return;
    const own = ranges.get(`${piece} ${record.frame}`) ?? [];
    if (own.length === 0 && !frames.has(record.frame)) return;
    const payload = keptPayload(view, own, frames.has(record.frame));
    const { bytes, originalBytes } = rebuiltPacket(
      {
        protocol: view.protocol,
        source: pseudonyms.address(addressText(Int32Array.of(view.s0, view.s1, view.s2, view.s3), 0)),
        destination: pseudonyms.address(addressText(Int32Array.of(view.d0, view.d1, view.d2, view.d3), 0)),
        sourcePort: view.sourcePort,
        destinationPort: view.destinationPort,
        sequence: view.sequence,
        acknowledgment: view.acknowledgment,
        tcpFlags: view.tcpFlags,
        window: view.window,
        payloadBytes: view.payloadBytes,
      },
      payload,
    );
    const comment = `frame ${record.frame} of capture ${piece}`;
    packets.push({ linkType: RAW_IP, timeUs: record.timeUs, timeNs: record.timeNs, originalBytes, bytes, comment });
  });
  return packets;
}

/** By piece and frame, the bytes of its payload that a place in a stream covers. */
function citedRanges(places: readonly CitedPlace[], streams: WatchedStreams): Map<string, Range[]> {
  const ranges = new Map<string, Range[]>();
  for (const { flow, side, offset, length } of places) {
    const end = offset + Math.min(length, STREAM_BYTES);
    for (const segment of streams.flows[flow]?.[side].segments ?? []) {
      const from = Math.max(offset, segment.offset) - segment.offset;
      const to = Math.min(end, segment.offset + segment.length) - segment.offset;
      if (from >= to) continue;
      const key = `${segment.capture} ${segment.frame}`;
      ranges.set(key, [...(ranges.get(key) ?? []), [from, to]]);
    }
  }
  return ranges;
}

/** The beginning of the payload up to the last byte that is kept; bytes between are zero. */
function keptPayload(view: PacketView, ranges: readonly Range[], isFrameCited: boolean): Uint8Array {
  const payload = view.bytes.subarray(view.payloadStart, view.payloadStart + view.payloadCaptured);
  const all: Range[] = [...ranges];
  const isDns =
    view.protocol === IpProtocol.udp && (DNS_PORTS.has(view.sourcePort) || DNS_PORTS.has(view.destinationPort));
  const beginning = payload.subarray(0, isDns ? DNS_HEADER_BYTES : FRAME_BYTES);
  if (isFrameCited && !isText(beginning)) all.push([0, beginning.length]);
  const end = all.reduce((most, [, to]) => Math.max(most, to), 0);
  const kept = new Uint8Array(Math.min(end, payload.length));
  for (const [from, to] of all) kept.set(payload.subarray(from, to), from);
  return kept;
}

function isText(bytes: Uint8Array): boolean {
  return bytes.length > 0 && countPrintable(bytes) >= TEXT_SHARE * bytes.length;
}
