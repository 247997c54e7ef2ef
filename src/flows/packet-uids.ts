// Which UIDs the packets of a flow carried (PCAPdroid, ptcpdump, NFLOG). The first one stands in the columns; a flow with several is rare.

import { NO_UID } from '../parse/capture-record.ts';
import type { PacketView } from '../parse/packet-view.ts';
import { type FlowColumns, FlowFlag } from './flow-columns.ts';

export interface UidVote {
  packets: number;
  /** Frame that carried it first. */
  frame: number;
}

/** Beyond the first UID of a flow. */
const MAX_OTHERS = 16;
const NONE: ReadonlyMap<number, UidVote> = new Map();

export class PacketUids {
  /** Packets whose UID was not counted because their flow had too many of them. */
  dropped = 0;
  readonly #others = new Map<number, Map<number, UidVote>>();

  /** −1 and other negative values mean that the capturing app did not know. */
  count(c: FlowColumns, row: number, view: PacketView): void {
    const { uid } = view;
    if (uid === NO_UID || uid < 0) return;
    if (c.uidPackets[row] === 0) {
      c.uid[row] = uid;
      c.uidFrame[row] = view.frame;
    }
    if (c.uid[row] === uid) c.uidPackets[row] = c.uidPackets[row] + 1;
    else this.#countOther(c, row, uid, view.frame);
  }

  /** UIDs of a flow beyond its first. */
  others(row: number): ReadonlyMap<number, UidVote> {
    return this.#others.get(row) ?? NONE;
  }

  release(c: FlowColumns, row: number): void {
    if ((c.flags[row] & FlowFlag.uidMixed) !== 0) this.#others.delete(row);
  }

  #countOther(c: FlowColumns, row: number, uid: number, frame: number): void {
    c.flags[row] = c.flags[row] | FlowFlag.uidMixed;
    let others = this.#others.get(row);
    if (others === undefined) {
      others = new Map();
      this.#others.set(row, others);
    }
    const vote = others.get(uid);
    if (vote !== undefined) vote.packets += 1;
    else if (others.size < MAX_OTHERS) others.set(uid, { packets: 1, frame });
    else this.dropped += 1;
  }
}
