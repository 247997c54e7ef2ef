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

type Wrapped = (text: string, indent: string) => string[];

export function explanationText(
  finding: FindingRecord,
  claims: readonly ClaimText[],
  faults: readonly string[],
  columns: number,
  paint: Paint,
): string {
  const wrapped: Wrapped = (text, indent) =>
    wrapText(text, columns - indent.length, 64).map((line) => `${indent}${line}`);
  const lines = [
    ...headLines(finding, wrapped, paint),
    ...claims.flatMap((claim, i) => claimLines(claim, i + 1, wrapped, paint)),
    paint('bold', 'What could overturn it'),
    ...finding.what_could_overturn.flatMap((line) => wrapped(line, '  ')),
    '',
    paint('bold', 'What to do next'),
    ...finding.triage.flatMap((step, i) => wrapped(`${i + 1}. ${step}`, '  ')),
    '',
    agreement(faults, paint),
  ];
  return `${lines.join('\n')}\n`;
}

function headLines(finding: FindingRecord, wrapped: Wrapped, paint: Paint): string[] {
  const { finding_id: id, verdict, level, score, sentence, analytic, technique, expectation } = finding;
  return [
    paint('bold', `Finding ${id}: ${verdict}, level ${level}, ${bitsText(score)}`),
    ...wrapped(sentence, ''),
    ...wrapped(
      `Analytic ${analytic.id} ${analytic.version} (ATT&CK ${analytic.attack_version}), ${technique}. ${expectation.reason}`,
      '',
    ),
    '',
  ];
}

function claimLines({ evidence, recomputed, citations }: ClaimText, number: number, wrapped: Wrapped, paint: Paint) {
  const { area, kind, direction, bits, statement, formula, numbers } = evidence;
  const sign = direction === 'incriminating' ? '+' : '−';
  const value = recomputed === undefined ? '' : ` = ${recomputed.toFixed(2)}`;
  const shown = Object.entries(numbers).map(([name, measured]) => `${name} ${measured}`);
  return [
    paint('bold', `${number}. ${area}, ${kind.replaceAll('_', ' ')}: ${sign}${bitsText(bits)}`),
    ...wrapped(statement, '   '),
    ...wrapped(`Formula: ${formula}${value}`, '   '),
    ...wrapped(`Numbers: ${shown.join(', ')}`, '   '),
    ...citations.map((citation) => `     ${visibleText(citation)}`),
    '',
  ];
}

function agreement(faults: readonly string[], paint: Paint): string {
  if (faults.length === 0)
    return 'Read again: every cited frame, byte and line is there, and every formula gives the bits of the record.';
  const named = faults.map((fault) => `  ${visibleText(fault)}`).join('\n');
  return paint('notice', `Does not agree with the record:\n${named}`);
}
