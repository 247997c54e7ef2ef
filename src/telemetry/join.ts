// The join: flows → UID → packages, by the tiers of attribution-tiers.ts, strongest first. One TCP socket serves one flow at a time: flows take
// theirs in order of their start, those that match exactly before all others. What stays unattributed says why in one sentence.

import type { AttributableFlow, AttributionOutcome } from './attribution.ts';
import { buildAttribution, combineOpinions, type Opinion } from './attribution-builder.ts';
import { EXACT_TIERS, LOG_TIERS, type LogTier, TIERS } from './attribution-tiers.ts';
import { baseConfidence, type Choice, chooseConnect, chooseOwner, confidenceOf } from './candidate-choice.ts';
import type { ClockAlignment } from './clock-model.ts';
import { controlTraffic } from './control-traffic.ts';
import { FlowStarts } from './flow-starts.ts';
import { FlowTuple, localSides } from './flow-tuple.ts';
import type { Inventory } from './inventory.ts';
import { inferOwners } from './majority-inference.ts';
import { MissingReasons } from './missing-reason.ts';
import { asker, assumed, fromPackets, isTunnel, tunnel } from './other-opinions.ts';
import { TransportCode } from './socket-columns.ts';
import { SocketIndex } from './socket-index.ts';
import type { SocketLog } from './socket-log.ts';
import type { VpnNetwork } from './telemetry-event.ts';
import { lookUpTier } from './tier-lookup.ts';

export interface AttributionOptions {
  /** By file of the log (alignClocks); without them the log's clock is taken as the capture's. */
  readonly clocks?: readonly ClockAlignment[] | undefined;
  /** --assume-uid: every flow that nothing else attributes belongs to it. */
  readonly assumeUid?: number | undefined;
  /** UID of the VPN app whose tunnel the capture may show. */
  readonly vpnOwnerUid?: number | undefined;
  /** VPNs of the device, as its logs show them. */
  readonly vpns?: readonly VpnNetwork[] | undefined;
  /** Called once with how many lookups did not see every row. */
  readonly onScansCut?: ((lookups: number) => void) | undefined;
}

/** One outcome a flow, in the order of `flows`. */
export function attributeFlows(
  flows: readonly AttributableFlow[],
  log: SocketLog,
  inventory: Inventory,
  options: AttributionOptions = {},
): AttributionOutcome[] {
  const index = new SocketIndex(log, options.clocks);
  const join = new FlowJoin(flows, index);
  const reasons = new MissingReasons(index);
  const outcomes = new Array<AttributionOutcome>(flows.length);
  const order = flows.map((_, i) => i).sort((a, b) => flows[a].startUs - flows[b].startUs || a - b);
  const outcomeOf = (flow: AttributableFlow, opinion: Opinion): AttributionOutcome =>
    opinion.uid === options.vpnOwnerUid || isTunnel(flow, opinion.uid, options.vpns)
      ? tunnel(opinion.uid)
      : { app: buildAttribution(flow, opinion, inventory) };
  for (const i of order) {
    const flow = flows[i];
    const control = controlTraffic(flow);
    if (control !== undefined) {
      outcomes[i] = { missing: control, cause: 'it is traffic of adb or of the emulator' };
      continue;
    }
    // Of two devices behind a gateway that use one port towards one server, only one is the socket's.
    const opinion = join.opinionOf(flow, EXACT_TIERS);
    if (opinion !== undefined) outcomes[i] = outcomeOf(flow, opinion);
  }
  for (const i of order) {
    if (outcomes[i] !== undefined) continue;
    const flow = flows[i];
    const opinion =
      join.opinionOf(flow, LOG_TIERS) ?? asker(flow, log, options.clocks) ?? assumed(flow, options.assumeUid);
    outcomes[i] = opinion === undefined ? reasons.reason(flow, join.taken) : outcomeOf(flow, opinion);
  }
  inferOwners(flows, outcomes, inventory);
  if (index.scansCut > 0) options.onScansCut?.(index.scansCut);
  return outcomes;
}

class FlowJoin {
  /** True when a row with the tuple of the flow looked up last serves another flow. */
  taken = false;
  readonly #index: SocketIndex;
  readonly #starts: FlowStarts | undefined;
  readonly #tuples: readonly [FlowTuple, FlowTuple];
  readonly #rows: number[] = [];
  /** TCP sockets: end of the latest flow that each row serves. */
  readonly #servesUntilUs: Float64Array;

  constructor(flows: readonly AttributableFlow[], index: SocketIndex) {
    this.#index = index;
    this.#starts = index.hasRemoteOnly ? new FlowStarts(flows, index) : undefined;
    this.#tuples = [new FlowTuple(index), new FlowTuple(index)];
    this.#servesUntilUs = new Float64Array(index.columns.count).fill(Number.NEGATIVE_INFINITY);
  }

  /** `tiers`: where packets do not carry the UID, those of the log that may answer. A second opinion may be of any. */
  opinionOf(flow: AttributableFlow, tiers: readonly LogTier[]): Opinion | undefined {
    this.taken = false;
    const packets = fromPackets(flow);
    if (packets !== undefined) {
      const second = this.#fromLog(flow, undefined, packets.uid);
      return second === undefined ? packets : combineOpinions(packets, second);
    }
    return this.#fromLog(flow, undefined, undefined, tiers);
  }

  /** `exceptDataset`: look for a second, independent opinion. `known`: the UID the packets named, whose sockets alone may be claimed. */
  #fromLog(
    flow: AttributableFlow,
    exceptDataset: number | undefined,
    known: number | undefined,
    tiers: readonly LogTier[] = LOG_TIERS,
  ): Opinion | undefined {
    const sides = localSides(flow);
    for (let i = 0; i < sides.length; i++) if (!this.#tuples[i].set(flow, sides[i])) return undefined;
    for (const tier of tiers) {
      for (let i = 0; i < sides.length; i++) {
        const tuple = this.#tuples[i];
        lookUpTier(tier, tuple, this.#index, this.#rows);
        if (this.#rows.length === 0) continue;
        this.#keepFree(tuple, exceptDataset);
        const choice = this.#choose(tier, tuple);
        if (choice !== undefined) return this.#conclude(flow, tier, tuple, choice, exceptDataset, known);
      }
    }
    return undefined;
  }

  #choose(tier: LogTier, tuple: FlowTuple): Choice | undefined {
    if (tier !== 'F') return chooseOwner(this.#rows, baseConfidence(tier, tuple, this.#index), tuple, this.#index);
    if (this.#rows.length === 0) return undefined;
    const windowUs = this.#index.windowBeforeUs(this.#rows[0]);
    const flowsNear = this.#starts?.count(tuple, tuple.startUs - windowUs, tuple.startUs + windowUs) ?? 1;
    return chooseConnect(this.#rows, TIERS.F.confidence, tuple, flowsNear, this.#index);
  }

  #conclude(
    flow: AttributableFlow,
    tier: LogTier,
    tuple: FlowTuple,
    choice: Choice,
    exceptDataset: number | undefined,
    known: number | undefined,
  ): Opinion {
    const { best } = choice;
    const index = this.#index;
    const dataset = index.columns.dataset[best.rows[0]];
    const opinion = this.#opinion(tier, choice);
    if (isExclusive(tuple) && tier !== 'D' && tier !== 'F' && (known === undefined || known === best.uid))
      this.#claim(best.rows, tuple.endUs);
    // The rows of a tie may be from several datasets: none of them is a second voice.
    if (exceptDataset !== undefined || known !== undefined || index.datasets < 2 || choice.ambiguous) return opinion;
    const other = best.rows.find((row) => index.columns.dataset[row] !== dataset);
    if (other !== undefined) {
      const confidence = confidenceOf(other, baseConfidence(tier, tuple, index), tuple, index);
      return combineOpinions(opinion, {
        ...opinion,
        confidence,
        sources: [this.#source(other)],
        flags: [],
        hints: this.#hints(other),
      });
    }
    const taken = this.taken;
    const second = this.#fromLog(flow, dataset, undefined);
    this.taken = taken;
    return second === undefined ? opinion : combineOpinions(opinion, second);
  }

  /** Drops rows of the dataset that has spoken, and TCP sockets that serve a flow which overlaps this one or matches them exactly. */
  #keepFree(tuple: FlowTuple, exceptDataset: number | undefined): void {
    const rows = this.#rows;
    const exclusive = isExclusive(tuple);
    let kept = 0;
    for (const row of rows) {
      if (this.#index.columns.dataset[row] === exceptDataset) continue;
      if (exclusive && tuple.startUs < this.#servesUntilUs[row]) {
        this.taken ||= this.#index.columns.uid[row] >= 0;
        continue;
      }
      rows[kept++] = row;
    }
    rows.length = kept;
  }

  #claim(rows: readonly number[], endUs: number): void {
    for (const row of rows) this.#servesUntilUs[row] = Math.max(this.#servesUntilUs[row], endUs);
  }

  #opinion(tier: LogTier, choice: Choice): Opinion {
    const { best } = choice;
    return {
      uid: best.uid,
      tier,
      confidence: best.confidence,
      sources: [this.#source(best.rows[0])],
      flags: choice.ambiguous ? ['AMBIGUOUS'] : [],
      alternatives: choice.alternatives.map(({ uid, confidence }) => ({ uid, confidence })),
      hints: this.#hints(best.rows[0]),
    };
  }

  #source(row: number): string {
    const { columns, log } = this.#index;
    return `${log.files[columns.file[row]].name}:${columns.line[row]}`;
  }

  #hints(row: number): Opinion['hints'] {
    const { columns, log } = this.#index;
    return {
      processName: log.strings.text(columns.process[row]),
      packages: log.strings.text(columns.packages[row])?.split('|'),
      label: log.strings.text(columns.label[row]),
    };
  }
}

/** A connected TCP socket serves one flow at a time; a UDP socket may serve many. */
function isExclusive(tuple: FlowTuple): boolean {
  return tuple.transport === TransportCode.tcp;
}
