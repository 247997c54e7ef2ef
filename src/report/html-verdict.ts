// The head of the HTML report: the verdict in plain words, with the pattern, the areas in which it was seen and what that does not prove; then
// the facts in one line.

import type { FindingRecord } from '../evidence/finding-record.ts';
import { isUnexplainedClass } from '../models/unexplained-class.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { AREAS, areaInSentence, collectedAreas, isKnownApp } from './app-evidence.ts';
import { flowLink } from './html-links.ts';
import { counted, humanBytes, humanCount, humanDuration, humanShare } from './human-number.ts';
import { htmlText, truncateText } from './safe-text.ts';
import { verdictSentence } from './verdict-sentence.ts';

export function verdictHtml(result: AnalysisResult): string {
  const sentence = verdictSentence(result)
    .map(({ text, strong }) => (strong ? `<strong>${htmlText(truncateText(text, 80))}</strong>` : htmlText(text)))
    .join('');
  return `<p class="verdict">${sentence}</p>
<p class="lead">${patternHtml(result.findings)}</p>
${facts(result)}`;
}

/** What the findings have in common, and what they are not. Numbers of findings lead to the matrix of apps and areas, whose cells lead to flows. */
function patternHtml(findings: readonly FindingRecord[]): string {
  const open = findings.filter(({ verdict }) => verdict !== 'expected');
  if (open.length === 0) {
    return 'No pattern was seen in what was looked at. That is a statement about this capture, not proof of innocence.';
  }
  const seen = AREAS.flatMap(({ area, title }) => {
    const count = open.filter((finding) => finding.areas[area].status === 'observed').length;
    return count === 0 ? [] : [{ title: areaInSentence(title), count }];
  });
  // How many of the findings, once in full; one finding needs no count.
  const named = seen.map(({ title, count }, i) => {
    if (open.length === 1) return htmlText(title);
    const text = i === 0 ? `in ${humanCount(count)} of ${counted(open.length, 'finding')}` : humanCount(count);
    return `${htmlText(title)} (<a href="#apps">${text}</a>)`;
  });
  const where =
    seen.length === 0
      ? 'in none of the five evidence areas'
      : `in ${seen.length === AREAS.length ? 'all five' : `${seen.length} of 5`} evidence areas: ${named.join(', ')}`;
  return `The pattern is ciphertext that neither a declared protocol nor a rule explains. It was seen ${where}. It is a pattern, not proof of malice.`;
}

function facts(result: AnalysisResult): string {
  const { totals } = result;
  const collected = Object.values(collectedAreas(result.coverage));
  const unexplained = Object.entries(totals.encryption).reduce(
    (sum, [name, flows]) => (isUnexplainedClass(name) ? sum + flows : sum),
    0,
  );
  const span =
    totals.firstUs === undefined || totals.lastUs === undefined
      ? 'none'
      : humanDuration(totals.lastUs - totals.firstUs);
  const withApp = humanShare(totals.flows - totals.unattributedFlows, totals.flows);
  const list: [string, string][] = [
    ['Time', flowLink('', span)],
    ['Bytes', flowLink('', humanBytes(totals.bytes))],
    ['Flows', flowLink('', humanCount(totals.flows))],
    ['Apps', `<a href="#apps">${humanCount(result.apps.filter(isKnownApp).length)}</a>`],
    ['With an app', withApp === undefined ? 'none' : flowLink('-app:=', withApp)],
    [
      'Unexplained ciphertext',
      `<span class="${unexplained > 0 ? 'signal' : ''}">${flowLink('enc:custom|embedded', counted(unexplained, 'flow'))}</span>`,
    ],
    ['Areas looked at', `<a href="#gaps">${areasLookedAt(collected)}</a>`],
  ];
  return `<div class="clip"><dl class="facts">${list.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl></div>`;
}

function areasLookedAt(collected: readonly string[]): string {
  const full = collected.filter((status) => status === 'full').length;
  const partial = collected.filter((status) => status === 'partial').length;
  if (partial === 0) return `${full} of 5`;
  return full === 0 ? `${partial} of 5 in part` : `${full} of 5, ${partial} in part`;
}
