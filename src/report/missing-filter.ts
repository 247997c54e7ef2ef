// Which words of the flow table's filter find the flows without an app that share a cause: the flows say it at length, each with its numbers.

import type { MissingCause } from '../telemetry/attribution.ts';

/** Words that every sentence of the cause has, and no sentence of another. */
const WORDS: Record<MissingCause, string> = {
  'no socket log was given': 'why:"no socket log" why:"was given"',
  'no line of the socket logs could be used': 'why:"no line of the socket logs"',
  'no log lists sockets of its transport': 'why:"says who owns"',
  'no socket log covers its time': 'why:"the socket log begins|the socket log ends"',
  'no row of the socket logs has its tuple': 'why:"no row of the socket log has"',
  'the rows with its tuple are too far away in time': 'why:"the nearest row with this tuple"',
  'the rows with its tuple name no owner': 'why:"names no owner"',
  'no log tells the UID of the package that its row names': 'why:"whose uid no log tells"',
  'the only matching socket serves another flow': 'why:"the only socket with this tuple"',
  'it is the tunnel of a VPN app': 'why:tunnel',
  'it is traffic of adb or of the emulator': 'why:"serves the analysis"',
};

/** Undefined for a cause that the analysis does not know. */
export function missingFilter(cause: string): string | undefined {
  return Object.hasOwn(WORDS, cause) ? WORDS[cause as MissingCause] : undefined;
}
