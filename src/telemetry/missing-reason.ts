// Why a flow has no app: one sentence with its numbers, and the cause that totals are counted by.

import type { AttributableFlow, AttributionOutcome } from './attribution.ts';
import { devicesOf, FlowTuple, localSides } from './flow-tuple.ts';
import { TransportCode } from './socket-columns.ts';
import { ANY_ADDRESS, type SocketIndex } from './socket-index.ts';
import { lookUpTier } from './tier-lookup.ts';

type Missing = Extract<AttributionOutcome, { missing: string }>;

/** What the rows of a device speak of. */
interface Coverage {
  /** First and last moment, in the capture's clock. */
  fromUs: number;
  toUs: number;
  readonly transports: Set<number>;
}

export class MissingReasons {
  readonly #index: SocketIndex;
  readonly #tuple: FlowTuple;
  readonly #rows: number[] = [];
  readonly #covered = new Map<number, Coverage>();
  /** By the device of the flow. */
  readonly #coveredFor = new Map<string | undefined, Coverage | undefined>();

  constructor(index: SocketIndex) {
    this.#index = index;
    this.#tuple = new FlowTuple(index);
    const { columns } = index;
    for (let row = 0; row < columns.count; row++) {
      let known = this.#covered.get(columns.device[row]);
      if (known === undefined) {
        known = { fromUs: index.startUs[row], toUs: index.endUs[row], transports: new Set() };
        this.#covered.set(columns.device[row], known);
      }
      if (index.startUs[row] < known.fromUs) known.fromUs = index.startUs[row];
      if (index.endUs[row] > known.toUs) known.toUs = index.endUs[row];
      known.transports.add(columns.transport[row]);
    }
  }

  /** `taken`: a row matched but served another flow. */
  reason(flow: AttributableFlow, taken: boolean): Missing {
    const covered = this.#coverageOf(flow);
    const device = flow.device === undefined ? '' : ` of ${flow.device}`;
    if (flow.device === undefined && this.#index.columns.count === 0 && this.#index.log.files.length > 0)
      return {
        missing: 'No line of the socket logs could be used.',
        cause: 'no line of the socket logs could be used',
      };
    if (covered === undefined)
      return { missing: `No socket log${device} was given.`, cause: 'no socket log was given' };
    if (!this.#tuple.set(flow, 'orig') || !this.#hasSockets(covered))
      return {
        missing: `No socket log says who owns ${flow.transport} packets.`,
        cause: 'no log lists sockets of its transport',
      };
    if (taken)
      return {
        missing: 'The only socket with this tuple serves a flow that overlaps this one or has its very addresses.',
        cause: 'the only matching socket serves another flow',
      };
    const near = this.#nearestRow(flow);
    if (near !== undefined) return this.#nearby(near);
    const connect = this.#namelessConnect(flow);
    if (connect !== undefined) return this.#packageOnly(connect);
    const outsideUs = Math.max(covered.fromUs - flow.endUs, flow.startUs - covered.toUs);
    if (outsideUs > 1e6) {
      const side = flow.endUs < covered.fromUs ? 'begins' : 'ends';
      const order = side === 'begins' ? 'after the flow' : 'before it';
      return {
        missing: `The socket log ${side} ${seconds(outsideUs)} s ${order}.`,
        cause: 'no socket log covers its time',
      };
    }
    const tuple = `${flow.transport} ${flow.orig.ip}:${flow.orig.port} to ${flow.resp.ip}:${flow.resp.port}`;
    return {
      missing: `No row of the socket log has ${tuple}: the socket lived shorter than a poll, or nobody logged it.`,
      cause: 'no row of the socket logs has its tuple',
    };
  }

  #nearby(near: { gapUs: number; row: number }): Missing {
    const { columns } = this.#index;
    const place = this.#placeOf(near.row);
    if (columns.uid[near.row] < 0) {
      if (near.gapUs <= 0 && columns.packages[near.row] !== 0) return this.#packageOnly(near.row);
      return {
        missing: `The row with this tuple names no owner (${place}): its socket was closing, or its source did not know.`,
        cause: 'the rows with its tuple name no owner',
      };
    }
    return {
      missing: `The nearest row with this tuple is ${seconds(near.gapUs)} s away (${place}).`,
      cause: 'the rows with its tuple are too far away in time',
    };
  }

  /** A package is no owner yet: apps are known by their UIDs. */
  #packageOnly(row: number): Missing {
    const { columns, log } = this.#index;
    const name = log.strings.text(columns.packages[row])?.split('|')[0];
    return {
      missing: `The row of this flow names ${name} (${this.#placeOf(row)}), whose UID no log tells: give the output of "pm list packages -U" with -t.`,
      cause: 'no log tells the UID of the package that its row names',
    };
  }

  #placeOf(row: number): string {
    const { columns, log } = this.#index;
    return `${log.files[columns.file[row]].name}:${columns.line[row]}`;
  }

  /** A connect event at the flow's start that names a package and no UID. */
  #namelessConnect(flow: AttributableFlow): number | undefined {
    const { columns } = this.#index;
    for (const side of localSides(flow)) {
      if (!this.#tuple.set(flow, side)) continue;
      lookUpTier('F', this.#tuple, this.#index, this.#rows);
      const row = this.#rows.find((at) => columns.uid[at] < 0 && columns.packages[at] !== 0);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  #nearestRow(flow: AttributableFlow): { gapUs: number; row: number } | undefined {
    let best: { gapUs: number; row: number } | undefined;
    const tuple = this.#tuple;
    for (const side of localSides(flow)) {
      if (!tuple.set(flow, side) || (tuple.remoteIp === 0 && tuple.transport !== TransportCode.udp)) continue;
      for (const device of tuple.devices) {
        if (
          !this.#index.rangeOf(device, tuple.transport, tuple.remoteIp, tuple.remotePort, tuple.localPort, ANY_ADDRESS)
        )
          continue;
        const near = this.#index.nearest(flow.startUs, flow.endUs);
        if (near !== undefined && (best === undefined || near.gapUs < best.gapUs)) best = near;
      }
    }
    return best;
  }

  #coverageOf(flow: AttributableFlow): Coverage | undefined {
    if (this.#coveredFor.has(flow.device)) return this.#coveredFor.get(flow.device);
    let covered: Coverage | undefined;
    for (const device of devicesOf(flow, this.#index)) {
      const next = this.#covered.get(device);
      if (covered === undefined || next === undefined) covered ??= next;
      else {
        covered = {
          fromUs: Math.min(covered.fromUs, next.fromUs),
          toUs: Math.max(covered.toUs, next.toUs),
          transports: new Set([...covered.transports, ...next.transports]),
        };
      }
    }
    this.#coveredFor.set(flow.device, covered);
    return covered;
  }

  /** Polls of /proc/net list TCP and UDP only, so a log without any ICMP row says nothing about ICMP. */
  #hasSockets({ transports }: Coverage): boolean {
    const { transport } = this.#tuple;
    return transport === TransportCode.tcp || transport === TransportCode.udp || transports.has(transport);
  }
}

function seconds(us: number): string {
  return (us / 1e6).toFixed(1);
}
