// The outcome of a gate as pipelines read it: JUnit XML, SARIF 2.1.0, and lines for people. A blind rule is an error in both: it was not passed.

import type { GateOutcome } from '../evidence/gate-check.ts';
import { safeJson, visibleText } from './safe-text.ts';
import { xmlText } from './xml-text.ts';

const VERBS = { must: 'must', must_not: 'must not' } as const;
const SARIF_SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

export function gateTitle({ kind, rule }: GateOutcome): string {
  return `${VERBS[kind]}: ${rule}`;
}

export function gateLines(outcomes: readonly GateOutcome[]): string {
  const marks = { held: 'held  ', broken: 'BROKEN', blind: 'BLIND ' } as const;
  return outcomes
    .map((outcome) => {
      const frames = outcome.flows.map(({ frame }) => frame).join(', ');
      const cited = outcome.status === 'broken' && frames !== '' ? ` (frames ${frames})` : '';
      return `${marks[outcome.status]} ${visibleText(gateTitle(outcome))}: ${visibleText(outcome.sentence)}${cited}\n`;
    })
    .join('');
}

export function gateJunit(app: string, outcomes: readonly GateOutcome[]): string {
  const count = (status: GateOutcome['status']) => outcomes.filter((outcome) => outcome.status === status).length;
  const totals = `tests="${outcomes.length}" failures="${count('broken')}" errors="${count('blind')}"`;
  const cases = outcomes.map((outcome) => {
    const open = `    <testcase classname="${xmlText(app)}" name="${xmlText(gateTitle(outcome))}"`;
    if (outcome.status === 'held') return `${open}/>\n`;
    const tag = outcome.status === 'broken' ? 'failure' : 'error';
    return `${open}><${tag} message="${xmlText(outcome.sentence)}" type="${outcome.status}"/></testcase>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="cipherscope check" ${totals}>\n  <testsuite name="${xmlText(app)}" ${totals}>\n${cases.join('')}  </testsuite>\n</testsuites>\n`;
}

/** `captures`: base names, by index. */
export function gateSarif(toolVersion: string, captures: readonly string[], outcomes: readonly GateOutcome[]): string {
  const failed = outcomes.filter(({ status }) => status !== 'held');
  const rules = [...new Set(failed.map(gateTitle))];
  const log = {
    $schema: SARIF_SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'cipherscope check',
            semanticVersion: toolVersion,
            rules: rules.map((title, i) => ({ id: `expectation-${i + 1}`, shortDescription: { text: title } })),
          },
        },
        results: failed.map((outcome) => ({
          ruleId: `expectation-${rules.indexOf(gateTitle(outcome)) + 1}`,
          level: 'error',
          message: { text: `${gateTitle(outcome)}: ${outcome.status}: ${outcome.sentence}` },
          locations: [...new Set(outcome.flows.map(({ capture }) => captures[capture] ?? ''))].map((uri) => ({
            physicalLocation: { artifactLocation: { uri: encodeURIComponent(uri) } },
          })),
          properties: { status: outcome.status, frames: outcome.flows.map(({ frame }) => frame) },
        })),
      },
    ],
  };
  return `${safeJson(JSON.stringify(log, undefined, 2))}\n`;
}
