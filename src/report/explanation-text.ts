// An explanation as text: the finding's sentence, then claim by claim the statement, bits, formula, numbers and citations, what could overturn it,
// and the next steps. Strings of captures and logs are made visible.

import type { FindingRecord } from '../evidence/finding-record.ts';
import { bitsText } from './human-number.ts';
import { visibleText, wrapText } from './safe-text.ts';
import type { Paint } from './terminal-style.ts';

/** What the run found out about one claim. */
export interface ClaimText {
  readonly evidence: FindingRecord['evidence'][number];
  readonly recomputed: number | undefined;
  readonly citations: readonly string[];
}

export function explanationText(
  finding: FindingRecord,
  claims: readonly ClaimText[],
  faults: readonly string[],
  columns: number,
  paint: Paint,
): string {
  const wrapped = (text: string, indent: string) =>
    wrapText(text, columns - indent.length, 64).map((line) => `${indent}${line}`);
  const lines: string[] = [
    paint(
      'bold',
      `Finding ${finding.finding_id}: ${finding.verdict}, level ${finding.level}, ${bitsText(finding.score)}`,
    ),
    ...wrapped(finding.sentence, ''),
    ...wrapped(
      `Analytic ${finding.analytic.id} ${finding.analytic.version} (ATT&CK ${finding.analytic.attack_version}), ${finding.technique}. ${finding.expectation.reason}`,
      '',
    ),
    '',
  ];
  claims.forEach(({ evidence, recomputed, citations }, i) => {
    const sign = evidence.direction === 'incriminating' ? '+' : '−';
    lines.push(
      paint(
        'bold',
        `${i + 1}. ${evidence.area}, ${evidence.kind.replaceAll('_', ' ')}: ${sign}${bitsText(evidence.bits)}`,
      ),
    );
    lines.push(...wrapped(evidence.statement, '   '));
    lines.push(
      ...wrapped(`Formula: ${evidence.formula}${recomputed === undefined ? '' : ` = ${recomputed.toFixed(2)}`}`, '   '),
    );
    lines.push(
      ...wrapped(
        `Numbers: ${Object.entries(evidence.numbers)
          .map(([name, value]) => `${name} ${value}`)
          .join(', ')}`,
        '   ',
      ),
    );
    for (const citation of citations) lines.push(`     ${visibleText(citation)}`);
    lines.push('');
  });
  lines.push(
    paint('bold', 'What could overturn it'),
    ...finding.what_could_overturn.flatMap((line) => wrapped(line, '  ')),
  );
  lines.push(
    '',
    paint('bold', 'What to do next'),
    ...finding.triage.flatMap((step, i) => wrapped(`${i + 1}. ${step}`, '  ')),
    '',
  );
  lines.push(
    faults.length === 0
      ? 'Read again: every cited frame, byte and line is there, and every formula gives the bits of the record.'
      : paint(
          'notice',
          `Does not agree with the record:\n${faults.map((fault) => `  ${visibleText(fault)}`).join('\n')}`,
        ),
  );
  return `${lines.join('\n')}\n`;
}
