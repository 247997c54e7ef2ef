// A record's bytes to a PacketView: link layer, IP, fragments, one tunnel level, transport. Counts what it could not decode, by name.

import { countName } from '../base/bounded-count.ts';
import type { CaptureRecord } from './capture-record.ts';
import { stopUnsupported } from './decode-stop.ts';
import { FragmentReassembly } from './fragment-reassembly.ts';
import { decodeIp, type FragmentHeader, walkExtensions } from './ip.ts';
import { decodeLink } from './link-layer.ts';
import { DecodeStop, IpProtocol, PacketView } from './packet-view.ts';
import { pcapdroidLabel, TRAILER_BYTES } from './pcapdroid-trailer.ts';
import { decodeTransport } from './transport.ts';
import { enterTunnel, nameClosedTunnel } from './tunnel.ts';

const MAX_LABELS = 100_000;
const ETHERNET = 1;
const RAW = 101;
/** What PCAPdroid would have put around a packet: Ethernet header, padding, trailer. */
const PCAPDROID_OVERHEAD = 14 + 3 + TRAILER_BYTES;

export class PacketDecoder {
  readonly view = new PacketView();
  readonly fragments = new FragmentReassembly();
  /** Packets that no flow holds, by reason ('ARP', 'truncated: IPv4 header', …), and encapsulations left closed ('inside VXLAN'). */
  readonly notDecoded = new Map<string, number>();
  /** Labels seen in PCAPdroid trailers. Bounded: what comes after is counted in `notDecoded`. */
  readonly labels = new Map<number, string>();
  /** Packets that carried a PCAPdroid trailer. */
  trailers = 0;
  readonly #fragment: FragmentHeader = { id: 0, offset: 0, more: false, start: 0, bytes: 0 };

  /** True when the view holds a packet of a flow: addresses and protocol, and ports where the protocol has them. */
  decode(record: CaptureRecord, little: boolean): boolean {
    const view = this.view;
    view.bytes = record.bytes;
    view.timeUs = record.timeUs;
    view.timeNs = record.timeNs;
    view.frame = record.frame;
    view.interfaceId = record.interfaceId;
    view.direction = record.direction;
    view.uid = record.uid;
    view.ipPackets = 1;
    view.sourcePort = 0;
    view.destinationPort = 0;
    this.#decodeLink(record, little);
    let stop = view.stop;
    if (stop === DecodeStop.ok) stop = this.#decodeIp();
    if (stop === DecodeStop.ok && enterTunnel(view)) stop = this.#decodeIp();
    if (stop === DecodeStop.fragment) return false;
    if (stop === DecodeStop.ok) {
      decodeTransport(view);
      stop = view.stop;
    }
    if (stop !== DecodeStop.ok) {
      this.#countUndecoded();
      // A cut transport header still names its flow.
      return stop === DecodeStop.truncated && (view.sourcePort !== 0 || view.destinationPort !== 0);
    }
    const tunnel = nameClosedTunnel(view);
    if (tunnel !== undefined) countName(this.notDecoded, `inside ${tunnel}`);
    return true;
  }

  #decodeLink(record: CaptureRecord, little: boolean): void {
    const { linkType, start, capturedBytes, originalBytes } = record;
    if (linkType === ETHERNET && this.trailers > 0 && isBareIp(record)) {
      // PCAPdroid writes the bare packet where the trailer would not fit into the snap length.
      decodeLink(this.view, RAW, start, capturedBytes, originalBytes, little);
      return;
    }
    decodeLink(this.view, linkType, start, capturedBytes, originalBytes, little);
    if (linkType === ETHERNET && this.view.capturedEnd !== start + capturedBytes) this.#noteTrailer(record);
  }

  /** One IP layer; the view stays at `fragment` while pieces of its datagram are missing. */
  #decodeIp(): DecodeStop {
    const { view } = this;
    decodeIp(view, this.#fragment);
    if (view.stop !== DecodeStop.fragment || !this.fragments.take(view, this.#fragment)) return view.stop;
    if (view.ipVersion === 6 || view.protocol === IpProtocol.ah) {
      walkExtensions(view, this.#fragment);
      if ((view.stop as DecodeStop) === DecodeStop.fragment) stopUnsupported(view, 'fragments in fragments');
    }
    return view.stop;
  }

  #noteTrailer(record: CaptureRecord): void {
    this.trailers += 1;
    const uid = this.view.uid;
    if (this.labels.has(uid)) return;
    if (this.labels.size >= MAX_LABELS) countName(this.notDecoded, `labels beyond ${MAX_LABELS}`);
    else this.labels.set(uid, pcapdroidLabel(record.bytes, record.start + record.capturedBytes));
  }

  #countUndecoded(): void {
    const { stop, stopReason } = this.view;
    const kind = stop === DecodeStop.truncated ? 'truncated: ' : stop === DecodeStop.malformed ? 'malformed: ' : '';
    countName(this.notDecoded, kind + stopReason);
  }
}

/** Whether a frame of an Ethernet file is a bare IP packet: version nibble and a length field that fits the original length. */
function isBareIp(record: CaptureRecord): boolean {
  const b = record.bytes;
  const at = record.start;
  if (record.capturedBytes < 20) return false;
  const version = b[at] >> 4;
  if (version !== 6 && (version !== 4 || (b[at] & 15) < 5)) return false;
  const ipBytes = version === 6 ? 40 + ((b[at + 4] << 8) | b[at + 5]) : (b[at + 2] << 8) | b[at + 3];
  return ipBytes >= 20 && ipBytes <= record.originalBytes && record.originalBytes - ipBytes <= PCAPDROID_OVERHEAD;
}
