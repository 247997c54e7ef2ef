// Moments at which several apps of a device begin to send: a maintenance window, the screen, a network that came back. What a channel does
// only at such moments is the device's rhythm, not its own. Facts only.

import { grown } from '../base/columns.ts';
import type { ChannelFlow } from './channel.ts';

/** Apps that begin within this time of each other wake together. */
const TOGETHER_US = 5e6;
/** With fewer apps there is nothing to compare with. */
const APPS_MIN = 3;
const BASE_SAMPLES = 512;

export class CoWaking {
  readonly #timesUs: Float64Array;
  readonly #uids: Int32Array;
  /** Share of the capture's time at which two apps or more began within reach: what chance alone gives. */
  readonly baseShare: number;
  readonly apps: number;

  constructor(flows: Iterable<ChannelFlow>) {
    let timesUs = new Float64Array(0);
    let uids = new Int32Array(0);
    let count = 0;
    for (const { app, startUs } of flows) {
      if (app === undefined) continue;
      if (count === timesUs.length) {
        timesUs = grown(timesUs, Math.max(1024, count * 2));
        uids = grown(uids, timesUs.length);
      }
      timesUs[count] = startUs;
      uids[count++] = app.uid;
    }
    const order = new Uint32Array(count).map((_, at) => at);
    order.sort((a, b) => timesUs[a] - timesUs[b] || a - b);
    this.#timesUs = Float64Array.from(order, (at) => timesUs[at]);
    this.#uids = Int32Array.from(order, (at) => uids[at]);
    this.apps = new Set(this.#uids).size;
    this.baseShare = this.apps < APPS_MIN ? 1 : this.#sampledShare();
  }

  /** Whether at least two apps other than `uid` begin to send around `timeUs`. */
  isShared(timeUs: number, uid: number): boolean {
    if (this.apps < APPS_MIN) return false;
    let first = uid;
    for (let i = this.#firstAtOrAfter(timeUs - TOGETHER_US); i < this.#timesUs.length; i++) {
      if (this.#timesUs[i] > timeUs + TOGETHER_US) return false;
      const other = this.#uids[i];
      if (other === uid || other === first) continue;
      if (first !== uid) return true;
      first = other;
    }
    return false;
  }

  #sampledShare(): number {
    const from = this.#timesUs[0];
    const step = (this.#timesUs[this.#timesUs.length - 1] - from) / BASE_SAMPLES;
    let shared = 0;
    for (let i = 0; i < BASE_SAMPLES; i++) if (this.isShared(from + (i + 0.5) * step, Number.NaN)) shared++;
    return shared / BASE_SAMPLES;
  }

  #firstAtOrAfter(timeUs: number): number {
    let from = 0;
    let to = this.#timesUs.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#timesUs[middle] < timeUs) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
