// What is wrong with the packets of a file that was read whole: parts of them that were never kept (a snap length, `editcap -s`), and times that
// go back, in words.

import { counted, humanBytes, humanCount, humanDuration } from './human-number.ts';
import type { CaptureManifest } from './manifest-record.ts';

interface Packets {
  readonly packets: number;
  readonly cut?: CaptureManifest['cut'] | undefined;
  readonly clock_back?: CaptureManifest['clock_back'] | undefined;
}

/** `12 of 14 packets are cut short: 1.2 kB of them were not kept`; nothing where all is well. */
export function packetFaults(capture: Packets): string[] {
  const { packets, cut, clock_back } = capture;
  const faults: string[] = [];
  if (cut !== undefined)
    faults.push(
      `${humanCount(cut.packets)} of ${counted(packets, 'packet')} ${cut.packets === 1 ? 'is' : 'are'} cut short: ${humanBytes(cut.missing_bytes)} were not kept, and what they said cannot be judged`,
    );
  if (clock_back !== undefined) {
    const more = clock_back.times > 1 ? `${counted(clock_back.times, 'time')}, at most ` : '';
    faults.push(
      `the clock goes back ${more}by ${humanDuration(clock_back.most_ms * 1000)} (frame ${clock_back.frame}): durations and rhythms across that are not real`,
    );
  }
  return faults;
}
