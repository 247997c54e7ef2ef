// When polls saw that a connection was over: the kernel keeps its tuple for a minute in TIME_WAIT, and prints how much of the minute is left,
// which dates the end of even a connection that lived between two polls.

/** TCP_TIMEWAIT_LEN of Linux (include/net/tcp.h): fixed when the kernel is built, and changed by nobody known. */
export const TIME_WAIT_US = 60e6;
/** Closings beyond this add nothing but time. */
const MAX_CLOSINGS = 100_000;
/** Readings of one connection: their median does not move any more. */
const MAX_READINGS = 15;

export interface SocketClosing {
  /** The last sight before it was over; undefined where it was over when first seen. */
  readonly aliveUs: number | undefined;
  /** The first sight of it being over. */
  readonly overUs: number;
  /** When it ended, as each poll dates it by what is left of its minute. */
  readonly endedUs: number[];
}

export class SocketClosings {
  readonly #byRow = new Map<number, SocketClosing>();

  of(row: number): SocketClosing | undefined {
    return this.#byRow.get(row);
  }

  /** A poll at `pollUs` saw the ended connection of a row that was last alive at `aliveUs`, to be kept for another `keptUs` (NaN: unknown). */
  saw(row: number, pollUs: number, aliveUs: number | undefined, keptUs: number): void {
    let closing = this.#byRow.get(row);
    if (closing === undefined) {
      if (this.#byRow.size >= MAX_CLOSINGS) return;
      closing = { aliveUs, overUs: pollUs, endedUs: [] };
      this.#byRow.set(row, closing);
    }
    if (keptUs <= TIME_WAIT_US && closing.endedUs.length < MAX_READINGS)
      closing.endedUs.push(pollUs + keptUs - TIME_WAIT_US);
  }
}
