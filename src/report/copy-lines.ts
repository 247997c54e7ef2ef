// Lines to copy for the next steps about a finding: its evidence read again, the bytes of its first flow, the app as installed.
// A name of a log or a capture stands in a command only where it looks like one; all else would be a trap for whoever copies it.

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { AnalysisResult } from './analysis-result.ts';
import type { SeriesChannel } from './finding-series.ts';
import { shellQuoted } from './packet-filter.ts';
import { truncateText } from './safe-text.ts';

/** Java package names as Android allows them. */
const PACKAGE = /^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/;
const WITH_STREAMS = ['tcp', 'udp'];

export function copyLines(
  finding: FindingRecord,
  channel: SeriesChannel | undefined,
  { captures, telemetry }: Pick<AnalysisResult['manifest'], 'captures' | 'telemetry'>,
): string[] {
  const capture = truncateText(captures[0]?.file ?? 'CAPTURE', 120);
  const pieces = captures.length === 1 ? shellQuoted(capture) : 'CAPTURES';
  // Only names of files are known here: where the logs lie, the reader knows.
  const logs = telemetry.length === 0 ? '' : ' -t LOGS';
  const lines = [`cipherscope explain ${finding.finding_id} ${pieces}${logs}`];
  if (channel !== undefined && WITH_STREAMS.includes(channel.transport)) {
    lines.push(`tshark -r ${shellQuoted(capture)} -q -z ${shellQuoted(followed(channel))}`);
  }
  const name = finding.app.packages.find((entry) => PACKAGE.test(entry));
  if (name !== undefined) lines.push(`adb shell pm path ${name}`);
  return lines;
}

/** The first flow of the channel, as tshark(1) names a conversation. */
function followed({ transport, first }: SeriesChannel): string {
  const point = ([ip, port]: readonly [string, number]): string =>
    ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
  return `follow,${transport},hex,${first.map(point).join(',')}`;
}
