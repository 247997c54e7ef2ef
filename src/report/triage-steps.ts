// What to do next about a finding: steps that a person can take with the capture, the phone and the app, most telling first.
// A name of a log stands in a command only where it looks like one; all else would be a trap for whoever copies it.

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { CoverageRecord } from '../telemetry/coverage-record.ts';
import { AREAS, areaInSentence } from './app-evidence.ts';
import type { SeriesChannel } from './finding-series.ts';
import { shellQuoted } from './packet-filter.ts';
import { truncateText } from './safe-text.ts';

export interface TriageStep {
  text: string;
  command?: string;
}

/** Java package names as Android allows them; host names of RFC 1123, and addresses. */
const PACKAGE = /^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/;
const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,252})$/;

export function triageSteps(
  finding: FindingRecord,
  channel: SeriesChannel | undefined,
  capture: string,
  coverage: readonly CoverageRecord[],
): TriageStep[] {
  const name = finding.app.packages.find((entry) => PACKAGE.test(entry));
  const host = channel !== undefined && HOST.test(channel.host) ? channel.host : undefined;
  const steps: TriageStep[] = [];
  if (channel !== undefined && host !== undefined) {
    steps.push({
      text: 'Look at the bytes: is there a header, a length, a name, a format?',
      command: `tshark -r ${shellQuoted(capture)} -q -z ${shellQuoted(followed(channel))}`,
    });
    steps.push({
      text: `Ask who runs ${truncateText(channel.host, 80)} and since when; a name younger than the app's release, or an address without a name, weighs more.`,
      ...(channel.named ? { command: `whois ${registered(host)}` } : { command: `whois ${host}` }),
    });
  }
  if (name !== undefined) {
    steps.push({
      text: 'Find the code that sends: fetch the app and search it for the destination and for Cipher, KeyAgreement and native crypto.',
      command: `adb shell pm path ${name}`,
    });
  }
  const gap = AREAS.map(({ area }) =>
    coverage.find((row) => row.area === area && row.app === undefined && row.status === 'none'),
  ).find((row) => row !== undefined);
  if (gap !== undefined && gap.remedy !== '') {
    const title = AREAS.find(({ area }) => area === gap.area)?.title ?? gap.area;
    steps.push({ text: `Close the gap that says most, ${areaInSentence(title)}: ${truncateText(gap.remedy, 300)}` });
  }
  steps.push({
    text: 'Capture once more with the app in the background and the screen off: what a person starts stops, what the app starts by itself goes on.',
  });
  steps.push({
    text: 'Where the purpose explains it after all, say so in the allowlist, with a reason, an owner and a date of expiry, so that the next report shows it as explained.',
  });
  return steps;
}

/** The first flow of the channel, as tshark(1) names a conversation. */
function followed({ transport, first }: SeriesChannel): string {
  const point = ([ip, port]: readonly [string, number]): string =>
    ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
  return `follow,${transport === 'udp' ? 'udp' : 'tcp'},hex,${first.map(point).join(',')}`;
}

/** The part of a name that is registered, by the rule of thumb that it has two labels. */
function registered(host: string): string {
  return host.split('.').slice(-2).join('.');
}
