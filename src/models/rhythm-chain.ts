// Which events keep a period that was found: chains of at least three that follow each other after one, two or three turns. From them come
// the numbers that people are told, and what is left over may hold another rhythm.

import { MAD_TO_SIGMA } from '../base/mad-to-sigma.ts';
import { medianOfSorted, sortFirst } from '../features/order-statistics.ts';

export interface RhythmChain {
  /** Turns over their number, in µs; the period that was found where these are less exact. */
  readonly periodUs: number;
  /** 1.4826 · MAD of single turns over the period; undefined below three of them. */
  readonly jitterShare: number | undefined;
  /** Turns from one event of a chain to the next; those of several chains at one time, where each turn has several events, once. */
  readonly turnsSeen: number;
  /** Share of turns in which no event came. */
  readonly missedShare: number;
  /** Share of the activations that belong to chains. */
  readonly explainedShare: number;
}

/** Turns that may be skipped within a chain: two. */
const TURNS_MAX = 3;
const CHAIN_MIN = 3;
/** Deviations that a turn may be off. */
const REACH = 2.6;
/** At least: clocks, queues and networks are not exact. */
const REACH_MIN = 0.015;
/** Jitter of half a period and more reaches from one turn to the next. */
const REACH_MAX = 0.5;
/** From such a deviation on other events join the chain as turns, and the period that was found is nearer to the truth than their mean; so it is */
const WIDE = 0.05;
/** where the two differ by more than this share (both chosen on design seeds of eval/beacons). */
const OFF = 0.015;
/** Events looked at behind each. */
const WINDOW = 64;

let lengths = new Int32Array(1024);
let before = new Int32Array(1024);
/** 1 for events of a chain, by position. */
export let chained = new Uint8Array(1024);
let turns = new Float64Array(1024);

/** `timesUs[0 … count − 1]`: activations, ascending. Marks `chained`. */
export function followChain(timesUs: Float64Array, count: number, periodUs: number, deviation: number): RhythmChain {
  if (lengths.length < count) {
    lengths = new Int32Array(count * 2);
    before = new Int32Array(count * 2);
    chained = new Uint8Array(count * 2);
    turns = new Float64Array(count * 2);
  }
  link(timesUs, count, periodUs, Math.min(REACH_MAX, Math.max(REACH_MIN, REACH * deviation)));
  chained.fill(0, 0, count);
  let members = 0;
  let hops = 0;
  let periods = 0;
  let spanUs = 0;
  let single = 0;
  let seen = 0;
  // Later chains end earlier: from here on all is covered that one of them can reach.
  let coveredFromUs = Number.POSITIVE_INFINITY;
  for (let end = count - 1; end >= 0; end--) {
    if (chained[end] === 1 || lengths[end] < CHAIN_MIN) continue;
    chained[end] = 1;
    members++;
    let firstUs = timesUs[end];
    for (let at = end; before[at] >= 0; at = before[at]) {
      const from = before[at];
      if (chained[from] === 1) break;
      firstUs = timesUs[from];
      if ((firstUs + timesUs[at]) / 2 < coveredFromUs) seen++;
      const gap = timesUs[at] - timesUs[from];
      const skipped = Math.max(1, Math.round(gap / periodUs));
      hops++;
      periods += skipped;
      spanUs += gap;
      if (skipped === 1) turns[single++] = gap;
      chained[from] = 1;
      members++;
    }
    coveredFromUs = Math.min(coveredFromUs, firstUs);
  }
  const mean = periods === 0 ? periodUs : spanUs / periods;
  const period = deviation >= WIDE || Math.abs(mean / periodUs - 1) > OFF ? periodUs : mean;
  return {
    periodUs: period,
    jitterShare: single < CHAIN_MIN ? undefined : spreadOf(single) / period,
    turnsSeen: seen,
    missedShare: periods === 0 ? 0 : 1 - hops / periods,
    explainedShare: members / count,
  };
}

/** The longest chain that ends at each event. */
function link(timesUs: Float64Array, count: number, periodUs: number, reach: number): void {
  for (let i = 0; i < count; i++) {
    lengths[i] = 1;
    before[i] = -1;
    const first = Math.max(0, i - WINDOW);
    for (let j = i - 1; j >= first; j--) {
      const ratio = (timesUs[i] - timesUs[j]) / periodUs;
      if (ratio > TURNS_MAX + REACH_MAX) break;
      const skipped = Math.max(1, Math.round(ratio));
      if (skipped > TURNS_MAX || Math.abs(ratio - skipped) > reach * Math.sqrt(skipped)) continue;
      if (lengths[j] + 1 <= lengths[i]) continue;
      lengths[i] = lengths[j] + 1;
      before[i] = j;
    }
  }
}

function spreadOf(count: number): number {
  const median = middleOf(count);
  for (let i = 0; i < count; i++) turns[i] = Math.abs(turns[i] - median);
  return MAD_TO_SIGMA * middleOf(count);
}

function middleOf(count: number): number {
  sortFirst(turns, count);
  return medianOfSorted(turns, count);
}
