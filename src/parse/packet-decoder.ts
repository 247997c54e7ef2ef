// A record's bytes to a PacketView: link layer, IP, fragments, one tunnel level, transport. Counts what it could not decode, by name.

import type { CaptureRecord } from './capture-record.ts';
import { FragmentReassembly } from './fragment-reassembly.ts';
import { decodeIp, type FragmentHeader } from './ip.ts';
import { decodeLink } from './link-layer.ts';
import { DecodeStop, IpProtocol, PacketView } from './packet-view.ts';
import { pcapdroidLabel } from './pcapdroid-trailer.ts';
import { decodeTransport } from './transport.ts';
import { enterTunnel, nameUdpTunnel } from './tunnel.ts';

const MAX_LABELS = 100_000;

export class PacketDecoder {
  readonly view = new PacketView();
  readonly fragments = new FragmentReassembly();
  /** Packets that no flow holds, by reason ('ARP', 'truncated: IPv4 header', …), and encapsulations left closed ('VXLAN not decoded'). */
  readonly notDecoded = new Map<string, number>();
  /** Labels seen in PCAPdroid trailers. */
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
    if (this.trailers > 0 && record.linkType === 1 && isBareIp(record)) {
      // PCAPdroid writes the bare packet where the trailer would not fit into the snap length.
      decodeLink(view, 101, record.start, record.capturedBytes, record.originalBytes, little);
    } else {
      decodeLink(view, record.linkType, record.start, record.capturedBytes, record.originalBytes, little);
      if (record.linkType === 1 && view.capturedEnd !== record.start + record.capturedBytes) this.#noteTrailer(record);
    }
    if (view.stop !== DecodeStop.ok) return this.#undecoded();
    decodeIp(view, this.#fragment);
    for (
      let level = 0;
      level < 1 && view.stop === DecodeStop.ok && isTunnel(view.protocol) && enterTunnel(view);
      level++
    ) {
      decodeIp(view, this.#fragment);
    }
    if (view.stop !== DecodeStop.ok) {
      if (view.stop !== DecodeStop.fragment) return this.#undecoded();
      if (!this.fragments.take(view, this.#fragment)) return false;
    }
    decodeTransport(view);
    if (view.stop === DecodeStop.ok) {
      if (view.protocol === IpProtocol.udp) {
        const tunnel = nameUdpTunnel(view);
        if (tunnel !== undefined) this.#count(`${tunnel} not decoded`);
      } else if (isTunnel(view.protocol)) this.#count('tunnel not decoded');
      return true;
    }
    this.#undecoded();
    // A cut transport header still names its flow.
    return view.stop === DecodeStop.truncated && (view.sourcePort !== 0 || view.destinationPort !== 0);
  }

  #noteTrailer(record: CaptureRecord): void {
    this.trailers += 1;
    const uid = this.view.uid;
    if (this.labels.size < MAX_LABELS && !this.labels.has(uid)) {
      this.labels.set(uid, pcapdroidLabel(record.bytes, record.start + record.capturedBytes));
    }
  }

  #undecoded(): false {
    const { stop, stopReason } = this.view;
    if (stop === DecodeStop.unsupported) this.#count(stopReason);
    else this.#count(`${stop === DecodeStop.truncated ? 'truncated' : 'malformed'}: ${stopReason}`);
    return false;
  }

  #count(what: string): void {
    this.notDecoded.set(what, (this.notDecoded.get(what) ?? 0) + 1);
  }
}

function isTunnel(protocol: number): boolean {
  return protocol === IpProtocol.ipip || protocol === IpProtocol.ipv6 || protocol === IpProtocol.gre;
}

/** Whether a frame of an Ethernet file is a bare IP packet: version nibble and a length field that fits the original length. */
function isBareIp(record: CaptureRecord): boolean {
  const b = record.bytes;
  const at = record.start;
  if (record.capturedBytes < 20) return false;
  const version = b[at] >> 4;
  if (version === 4) {
    const length = (b[at + 2] << 8) | b[at + 3];
    return (b[at] & 15) >= 5 && length >= 20 && length <= record.originalBytes;
  }
  return version === 6 && ((b[at + 4] << 8) | b[at + 5]) + 40 <= record.originalBytes;
}
