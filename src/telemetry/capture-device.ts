// Logs of several devices beside one capture: which of them the capture is of is told by its flows, each by the sockets of one device alone.
// What the logs of other devices say counts for nothing; where nothing tells the devices apart, none of them counts. Never joined in silence.

import type { AttributableFlow } from './attribution.ts';
import type { ClockAlignment } from './clock-model.ts';
import { COLLECTION_PREFIX } from './collection-device.ts';
import { FlowTuple, localSides } from './flow-tuple.ts';
import { SocketIndex } from './socket-index.ts';
import type { Telemetry } from './telemetry-reader.ts';
import { lookUpTier } from './tier-lookup.ts';

export interface DeviceChoice {
  /** Devices that logs name and that are not one: two at least, or none. Sorted. */
  readonly named: readonly string[];
  /** Those of them whose sockets flows of the capture match. */
  readonly used: ReadonlySet<string>;
  /** The flows, each with its device as far as that is known. */
  readonly flows: readonly AttributableFlow[];
}

const MANAGED = 'amapi';
/** More than there are texts in a pool. */
const DATASETS = 2 ** 26;
/** Tiers of which both ends of a socket are known: the rest could match any device. */
const TELLING = ['A', 'B', 'C'] as const;

export function chooseDevices(
  flows: readonly AttributableFlow[],
  telemetry: Telemetry,
  clocks: readonly ClockAlignment[],
): DeviceChoice {
  const named = namedDevices(telemetry);
  if (named.length === 0) return { named, used: new Set(), flows };
  const index = new SocketIndex(telemetry.sockets, clocks);
  const tuple = new FlowTuple(index);
  const own = flows.map((flow) => flow.device ?? matching(flow, tuple, index));
  const used = new Set(own.filter((device) => device !== undefined && named.includes(device)) as string[]);
  const [only] = used;
  return {
    named,
    used,
    flows: flows.map((flow, i) => {
      const device = own[i] ?? (used.size === 1 ? only : undefined);
      return device === undefined ? flow : { ...flow, device };
    }),
  };
}

/** Names of one kind are of different devices; an id of a management console and a name that a log gives may be the same one's. */
function namedDevices({ sockets, inventory, events, files }: Telemetry): string[] {
  const kinds = new Map<string, Set<string>>();
  const add = (name: string | undefined, format: string): void => {
    if (name === undefined || name === '') return;
    const kind = name.startsWith(COLLECTION_PREFIX) ? COLLECTION_PREFIX : format === MANAGED ? MANAGED : 'named';
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(name));
  };
  const { columns, strings } = sockets;
  const seen = new Set<number>();
  for (let row = 0; row < columns.count; row++) seen.add(columns.device[row] * DATASETS + columns.dataset[row]);
  for (const pair of seen) add(strings.text(Math.floor(pair / DATASETS)), strings.text(pair % DATASETS) ?? '');
  for (const { eventLog, format } of files)
    if (eventLog !== undefined) for (const device of events.files[eventLog].devices) add(device, format);
  for (const { device, dataset } of inventory.rows()) add(device, dataset);
  return [...kinds.values()].flatMap((names) => (names.size < 2 ? [] : [...names])).sort();
}

/** The only device that has a socket of the flow. */
function matching(flow: AttributableFlow, tuple: FlowTuple, index: SocketIndex): string | undefined {
  const found = new Set<number>();
  const rows: number[] = [];
  for (const side of localSides(flow)) {
    if (!tuple.set(flow, side)) continue;
    for (const tier of TELLING) {
      lookUpTier(tier, tuple, index, rows);
      for (const row of rows) found.add(index.columns.device[row]);
    }
  }
  found.delete(0);
  const [id] = found;
  return found.size === 1 ? index.log.strings.text(id) : undefined;
}
