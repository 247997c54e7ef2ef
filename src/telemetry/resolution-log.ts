// Which app asked for the name of which address, and when (DNS events of network logs, VPN apps): the weakest tier that logs can give, since a
// name that one app resolved may be what another app connects to.

import { type ClockAlignment, toCaptureUs } from './clock-model.ts';

export interface Resolution {
  readonly timeUs: number;
  readonly uid: number;
  /** Packages joined by `|`, where the log names them. */
  readonly packages: string | undefined;
  readonly domain: string | undefined;
  readonly file: number;
  readonly line: number;
  readonly device: string | undefined;
}

/** About 120 bytes each. */
const MAX_RESOLUTIONS = 1_000_000;
/** An address is trusted this long after it was told; answers rarely live longer in a cache. */
export const RESOLUTION_US = 60e6;

export class ResolutionLog {
  /** Answers that found no place. */
  dropped = 0;
  count = 0;
  readonly #byAddress = new Map<string, Resolution[]>();

  add(ip: string, resolution: Resolution): void {
    if (this.count >= MAX_RESOLUTIONS) {
      this.dropped++;
      return;
    }
    this.count++;
    const known = this.#byAddress.get(ip);
    if (known === undefined) this.#byAddress.set(ip, [resolution]);
    else known.push(resolution);
  }

  /** Gives a UID to answers that name only a package. */
  resolvePackages(
    uidOf: (packageName: string, timeUs: number, device: string | undefined) => number | undefined,
  ): void {
    for (const list of this.#byAddress.values()) {
      for (let i = 0; i < list.length; i++) {
        const { uid, packages, timeUs, device } = list[i];
        if (uid >= 0 || packages === undefined) continue;
        const found = uidOf(packages.split('|')[0], timeUs, device);
        if (found !== undefined) list[i] = { ...list[i], uid: found };
      }
    }
  }

  /**
   * The last answer with `ip` in the minute before `startUs` (capture time), where one app alone got such answers; `clocks` by file of the socket log.
   */
  soleAsker(
    ip: string,
    startUs: number,
    device: string | undefined,
    clocks: readonly ClockAlignment[] | undefined,
  ): Resolution | undefined {
    let last: Resolution | undefined;
    let lastUs = 0;
    for (const resolution of this.#byAddress.get(ip) ?? []) {
      if (device !== undefined && resolution.device !== undefined && device !== resolution.device) continue;
      const clock = clocks?.[resolution.file];
      const atUs = clock === undefined ? resolution.timeUs : toCaptureUs(clock, resolution.timeUs);
      const slackUs = clock?.slackUs ?? 0;
      if (atUs > startUs + slackUs || atUs < startUs - RESOLUTION_US) continue;
      if (resolution.uid < 0 || (last !== undefined && last.uid !== resolution.uid)) return undefined;
      if (last === undefined || atUs > lastUs) {
        last = resolution;
        lastUs = atUs;
      }
    }
    return last;
  }
}
