// Where a capture was taken, from what it says and shows: an app's VPN tap makes packet sizes of its own, an emulator has fixed addresses.

import type { CaptureInfo } from '../parse/capture-info.ts';
import { linkTypeName } from '../parse/link-layer.ts';
import type { PacketDecoder } from '../parse/packet-decoder.ts';
import { KEY_WORDS } from './flow-key.ts';

const MAPPED = 0xffff;
/** Tunnel addresses of VPN-tap apps: PCAPdroid 10.215.173.1, NetGuard 10.1.10.1, RethinkDNS 10.111.222.1. */
const PCAPDROID = ipv4(10, 215, 173, 1);
const NETGUARD = ipv4(10, 1, 10, 1);
const RETHINK = ipv4(10, 111, 222, 1);
/** PCAPdroid fd00:2:fd00:1:fd00:1:fd00:1 and NetGuard fd00:1:fd00:1:fd00:1:fd00:1. */
const TAP_WORD = 0xfd000001 | 0;
const PCAPDROID_WORD = 0xfd000002 | 0;
/** The guest of an Android emulator: 10.0.2.15 on eth0 or radio0, 10.0.2.16 on wlan0 of later images; fec0::/64 or fd17:625c:f037:2::/64. */
const GUEST = ipv4(10, 0, 2, 15);
const WIFI_GUEST = ipv4(10, 0, 2, 16);
const SITE_LOCAL = 0xfec00000 | 0;
const GUEST_NETWORK = [0xfd17625c | 0, 0xf0370002 | 0] as const;

export class CaptureProvenance {
  packets = 0;
  /** Packets from or to a tap's address, and an emulator's guest. */
  tapPackets = 0;
  emulatorPackets = 0;
  #isBare = false;
  #hasInterfaces = false;

  note(decoder: PacketDecoder, info: CaptureInfo): void {
    const v = decoder.view;
    this.packets += 1;
    if (isTap(v.s0, v.s1, v.s2, v.s3) || isTap(v.d0, v.d1, v.d2, v.d3)) this.tapPackets += 1;
    else if (isGuest(v.s0, v.s1, v.s2, v.s3) || isGuest(v.d0, v.d1, v.d2, v.d3)) this.emulatorPackets += 1;
    // PCAPdroid's root mode captures kernel interfaces, one IDB each: sizes there are real.
    if (info.interfaces.length > 1) this.#hasInterfaces = true;
    if (!this.#isBare) this.#isBare = isPcapdroid(info, decoder) || isRawIp(info.interfaces[0]?.linkType);
  }

  /** True for a flow of a VPN tap: the tap's address on a raw IP or PCAPdroid capture. */
  isVpnTap(key: Int32Array, row: number): boolean {
    if (!this.#isBare || this.#hasInterfaces) return false;
    const k = row * KEY_WORDS;
    return isTap(key[k], key[k + 1], key[k + 2], key[k + 3]) || isTap(key[k + 4], key[k + 5], key[k + 6], key[k + 7]);
  }

  /** As the manifest says it. Addresses count where most packets bear them: others use 10.0.2.15, too. */
  describe(info: CaptureInfo, decoder: PacketDecoder): string {
    const link = info.interfaces[0]?.linkType;
    if (isPcapdroid(info, decoder)) return this.#hasInterfaces ? 'PCAPdroid, root capture' : 'PCAPdroid, VPN tap';
    if (this.tapPackets * 2 > this.packets && isRawIp(link)) return 'VPN tap';
    if (link === 113 || link === 276) return 'tcpdump on any interface';
    if (link === 239) return 'netfilter log';
    if (this.emulatorPackets * 2 > this.packets) return 'Android emulator (by its addresses)';
    return link === undefined ? 'unknown' : `network interface (${linkTypeName(link)})`;
  }
}

function isPcapdroid(info: CaptureInfo, decoder: PacketDecoder): boolean {
  return decoder.trailers > 0 || info.uidNames.size > 0 || (info.application?.startsWith('PCAPdroid') ?? false);
}

function isRawIp(linkType: number | undefined): boolean {
  return linkType === 101 || linkType === 12 || linkType === 14 || linkType === 228 || linkType === 229;
}

function isTap(w0: number, w1: number, w2: number, w3: number): boolean {
  if (w2 === MAPPED) return w3 === PCAPDROID || w3 === NETGUARD || w3 === RETHINK;
  return w3 === TAP_WORD && w2 === TAP_WORD && w1 === TAP_WORD && (w0 === TAP_WORD || w0 === PCAPDROID_WORD);
}

function isGuest(w0: number, w1: number, w2: number, w3: number): boolean {
  if (w2 === MAPPED && w1 === 0) return w3 === GUEST || w3 === WIFI_GUEST;
  return (w0 === SITE_LOCAL && w1 === 0) || (w0 === GUEST_NETWORK[0] && w1 === GUEST_NETWORK[1]);
}

function ipv4(a: number, b: number, c: number, d: number): number {
  return (a << 24) | (b << 16) | (c << 8) | d;
}
