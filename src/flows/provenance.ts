// Where a capture was taken, from what it says and shows: an app's VPN tap makes packet sizes of its own, an emulator has fixed addresses.

import type { CaptureInfo } from '../parse/capture-info.ts';
import { linkTypeName } from '../parse/link-layer.ts';
import type { PacketDecoder } from '../parse/packet-decoder.ts';
import { KEY_WORDS } from './flow-key.ts';

/** Tunnel addresses of VPN-tap apps: PCAPdroid, NetGuard, RethinkDNS, AntMonitor's relatives use their own fixed ones. */
const TAP_ADDRESSES: ReadonlySet<number> = new Set([ipv4(10, 215, 173, 1), ipv4(10, 1, 10, 1), ipv4(10, 111, 222, 1)]);
/** The guest of an Android emulator: eth0 or radio0, and wlan0 on later images. */
const EMULATOR_ADDRESSES: ReadonlySet<number> = new Set([ipv4(10, 0, 2, 15), ipv4(10, 0, 2, 16)]);

export class CaptureProvenance {
  /** Packets of a tap address, and of an emulator's. */
  tapPackets = 0;
  emulatorPackets = 0;
  #raw = false;
  #rootTap = false;

  note(decoder: PacketDecoder, info: CaptureInfo): void {
    const { s3, d3 } = decoder.view;
    if (TAP_ADDRESSES.has(s3) || TAP_ADDRESSES.has(d3)) this.tapPackets += 1;
    else if (EMULATOR_ADDRESSES.has(s3) || EMULATOR_ADDRESSES.has(d3)) this.emulatorPackets += 1;
    // PCAPdroid's root mode captures kernel interfaces, one IDB each: sizes there are real.
    if (info.interfaces.length > 1) this.#rootTap = true;
    this.#raw = decoder.trailers > 0 || info.uidNames.size > 0 || info.interfaces[0]?.linkType === 101;
  }

  /** True for a flow of a VPN tap: the tap's address on a raw IP or PCAPdroid capture. */
  isVpnTap(key: Int32Array, row: number): boolean {
    if (!this.#raw || this.#rootTap) return false;
    const k = row * KEY_WORDS;
    return TAP_ADDRESSES.has(key[k + 3]) || TAP_ADDRESSES.has(key[k + 7]);
  }

  describe(info: CaptureInfo, decoder: PacketDecoder): string {
    const link = info.interfaces[0]?.linkType;
    const application = info.application ?? '';
    if (decoder.trailers > 0 || info.uidNames.size > 0 || application.startsWith('PCAPdroid')) {
      return this.#rootTap ? 'PCAPdroid, root capture' : 'PCAPdroid, VPN tap';
    }
    if (this.tapPackets > 0 && (link === 101 || link === 12)) return 'VPN tap';
    if (link === 113 || link === 276) return 'tcpdump on any interface';
    if (link === 239) return 'netfilter log';
    if (this.emulatorPackets > 0) return 'Android emulator';
    return link === undefined ? 'unknown' : `network interface (${linkTypeName(link)})`;
  }
}

function ipv4(a: number, b: number, c: number, d: number): number {
  return (a << 24) | (b << 16) | (c << 8) | d;
}
