// The contents at the side of the HTML report: its findings with their scores, then its sections.

import type { FindingRecord } from '../evidence/finding-record.ts';
import { hostAndPort } from '../features/destination-text.ts';
import { appName } from './app-evidence.ts';
import type { FindingSeries } from './finding-series.ts';
import { htmlText, truncateText } from './safe-text.ts';

const FINDINGS_SHOWN = 16;
const NAME_CELLS = 40;

/** `series`: of the first findings, in their order. Findings that share a name bear their destination as well, and where there are several their analytic. */
export function navigation(
  findings: readonly FindingRecord[],
  series: readonly Pick<FindingSeries, 'channel'>[],
  hasKeys: boolean,
): string {
  const shown = findings.slice(0, FINDINGS_SHOWN);
  const names = shown.map(({ app }) => appName(app));
  const hasAnalytics = new Set(shown.map(({ analytic }) => analytic.id)).size > 1;
  const items = shown.map((finding, i) => {
    const name = names[i] ?? '';
    const channel = series[i]?.channel;
    const isShared = names.indexOf(name) !== names.lastIndexOf(name);
    const marks = isShared && channel !== undefined ? [destinationOf(channel)] : [];
    if (isShared && hasAnalytics) marks.push(htmlText(finding.analytic.id));
    const apart = marks.length === 0 ? '' : `<small>${marks.join(' · ')}</small>`;
    return `<li><a href="#finding-${i + 1}"><span>${brokenAtDots(truncateText(name, NAME_CELLS))}${apart}</span><b>${Math.round(finding.score)}</b></a></li>`;
  });
  const sections = [
    ['gaps', 'Telemetry gaps'],
    ['apps', 'Evidence by app'],
    ['traffic', 'Traffic by app'],
    ['destinations', 'Destinations'],
    ['posture', 'Crypto posture'],
    ...(hasKeys ? [['keys', 'Keys met again']] : []),
    ['hidden', 'What the allowlist hid'],
    ['flows', 'Flow table'],
    ['settings', 'Settings and provenance'],
  ].map(([id, name]) => `<li><a href="#${id}"><span>${name}</span></a></li>`);
  const list = items.length === 0 ? '' : `<p>Findings</p><ol>${items.join('')}</ol>`;
  return `<nav aria-label="Contents">${list}<p>Report</p><ol>${sections.join('')}</ol></nav>`;
}

/** Names of packages break between their parts. */
export function brokenAtDots(name: string): string {
  return htmlText(name).replaceAll('.', '.<wbr>');
}

function destinationOf({ host, port, transport }: NonNullable<FindingSeries['channel']>): string {
  return htmlText(hostAndPort(truncateText(host, NAME_CELLS), port, transport));
}
