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
  /** Addresses that were asked for, under these clocks. */
  readonly #placed = new Map<string, PlacedAnswers>();
  #clocks: readonly ClockAlignment[] | undefined;

  add(ip: string, resolution: Resolution): void {
    if (this.count >= MAX_RESOLUTIONS) {
      this.dropped++;
      return;
    }
    this.count++;
    this.#placed.clear();
    const known = this.#byAddress.get(ip);
    if (known === undefined) this.#byAddress.set(ip, [resolution]);
    else known.push(resolution);
  }

  /** Gives a UID to answers that name only a package. */
  resolvePackages(
    uidOf: (packageName: string, timeUs: number, device: string | undefined) => number | undefined,
  ): void {
    this.#placed.clear();
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
    const { answers, atUs, slackUs } = this.#place(ip, clocks);
    let last: Resolution | undefined;
    let lastUs = 0;
    for (let i = firstFrom(atUs, startUs - RESOLUTION_US); i < answers.length && atUs[i] <= startUs + slackUs; i++) {
      const answer = answers[i];
      if (device !== undefined && answer.device !== undefined && device !== answer.device) continue;
      if (atUs[i] > startUs + (clocks?.[answer.file]?.slackUs ?? 0)) continue;
      if (answer.uid < 0 || (last !== undefined && last.uid !== answer.uid)) return undefined;
      // Of several at one moment the first line.
      if (last === undefined || atUs[i] > lastUs) last = answer;
      lastUs = atUs[i];
    }
    return last;
  }

  /** Made once for all flows to an address: a busy one has thousands of answers. */
  #place(ip: string, clocks: readonly ClockAlignment[] | undefined): PlacedAnswers {
    if (clocks !== this.#clocks) this.#placed.clear();
    this.#clocks = clocks;
    const known = this.#placed.get(ip);
    if (known !== undefined) return known;
    const list = this.#byAddress.get(ip) ?? [];
    const times = list.map(({ file, timeUs }) => {
      const clock = clocks?.[file];
      return clock === undefined ? timeUs : toCaptureUs(clock, timeUs);
    });
    const order = times.map((_, i) => i).sort((a, b) => times[a] - times[b] || a - b);
    const made = {
      answers: order.map((i) => list[i]),
      atUs: Float64Array.from(order, (i) => times[i]),
      slackUs: list.reduce((most, { file }) => Math.max(most, clocks?.[file]?.slackUs ?? 0), 0),
    };
    this.#placed.set(ip, made);
    return made;
  }
}

/** Answers with one address in the order of the capture's time. */
interface PlacedAnswers {
  readonly answers: readonly Resolution[];
  readonly atUs: Float64Array;
  /** The most that a clock of theirs may be off. */
  readonly slackUs: number;
}

/** Place of the first that is at least `least`, in ascending order. */
function firstFrom(sorted: Float64Array, least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
