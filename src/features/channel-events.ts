// The events of a channel whose times may repeat: starts of its flows, messages inside them, or queries for one name. Connects that failed and
// flows that began before the capture are no events; retransmissions never were. Facts only.

import type { Channel, ChannelFlow } from './channel.ts';
import { channelMeasurePosition } from './channel-measures.ts';

export interface EventSeries {
  readonly of: 'flows' | 'messages' | 'queries';
  /** µs, in order of the flows; valid until the next call. */
  readonly timesUs: Float64Array;
  /** Bytes of the same events, 0 where unknown; undefined where sizes say nothing. */
  readonly sizes: Float64Array | undefined;
  readonly count: number;
  /** The name asked for, of queries. */
  readonly name: string | undefined;
}

const FIRST_MESSAGE = channelMeasurePosition('exchange.first_message_bytes.orig');
/** Messages of a channel that are looked at; later ones are left out. */
const MESSAGES_MAX = 1 << 17;
/** Names of one resolver that are looked at, most frequent first. */
const NAMES_MAX = 256;

let times = new Float64Array(256);
let sizes = new Float64Array(256);

/** Starts of flows; the size is that of the originator's first message, else of what the device sent. */
export function flowEvents(flows: readonly ChannelFlow[]): EventSeries {
  reserve(flows.length);
  let count = 0;
  for (const flow of flows) {
    if (flow.failedConnect || !flow.startSeen) continue;
    times[count] = flow.startUs;
    const first = flow.measure(FIRST_MESSAGE);
    sizes[count++] = Number.isNaN(first) ? flow.bytesUp : first;
  }
  return { of: 'flows', timesUs: times, sizes, count, name: undefined };
}

/** Whether any flow has messages of its own to look at. */
export function hasLongFlow(flows: readonly ChannelFlow[]): boolean {
  for (let i = 0; i < flows.length; i++) if (flows[i].messageTimesUs !== undefined) return true;
  return false;
}

/** Messages of the originators of all flows, of a short flow its start; undefined when no flow is long. */
export function messageEvents(flows: readonly ChannelFlow[]): EventSeries | undefined {
  let total = 0;
  let long = 0;
  for (const { messageTimesUs } of flows) {
    if (messageTimesUs !== undefined) long++;
    total += messageTimesUs?.length ?? 1;
  }
  if (long === 0) return undefined;
  reserve(Math.min(total, MESSAGES_MAX));
  let count = 0;
  for (const flow of flows) {
    const { messageTimesUs } = flow;
    if (count + (messageTimesUs?.length ?? 1) > MESSAGES_MAX) break;
    if (messageTimesUs === undefined) {
      if (!flow.failedConnect && flow.startSeen) times[count++] = flow.startUs;
      continue;
    }
    times.set(messageTimesUs, count);
    count += messageTimesUs.length;
  }
  return { of: 'messages', timesUs: times, sizes: undefined, count, name: undefined };
}

/** Flows of a DNS channel by the name they asked for, and by its parent where several names share one, as in tunnels. */
export function queryNames({ flows }: Channel, least: number): Map<string, ChannelFlow[]> {
  const byName = new Map<string, ChannelFlow[]>();
  for (const flow of flows) {
    if (flow.query === undefined) return new Map();
    add(byName, flow.query.toLowerCase(), flow);
  }
  const byParent = new Map<string, ChannelFlow[]>();
  for (const [name, members] of byName) for (const flow of members) add(byParent, parentOf(name), flow);
  for (const [parent, members] of byParent) {
    if (members.length === (byName.get(members[0].query?.toLowerCase() ?? '')?.length ?? 0)) continue;
    members.sort((a, b) => a.startUs - b.startUs || a.index - b.index);
    byName.set(`*.${parent}`, members);
  }
  const frequent = [...byName].filter(([, members]) => members.length >= least);
  return new Map(frequent.sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1)).slice(0, NAMES_MAX));
}

function add(groups: Map<string, ChannelFlow[]>, name: string, flow: ChannelFlow): void {
  const group = groups.get(name);
  if (group === undefined) groups.set(name, [flow]);
  else group.push(flow);
}

/** The last two labels, or three where the second is as short as in `co.uk`. */
function parentOf(name: string): string {
  const labels = name.split('.');
  const kept = labels.length > 2 && (labels.at(-2) as string).length <= 3 ? 3 : 2;
  return labels.slice(-kept).join('.');
}

function reserve(count: number): void {
  if (times.length >= count) return;
  times = new Float64Array(count * 2);
  sizes = new Float64Array(count * 2);
}
