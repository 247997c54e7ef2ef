// The outcome of a gate as pipelines read it: JUnit XML, SARIF 2.1.0, and lines for people. A blind rule is an error in both: it was not passed.

import { counted } from '../base/counted.ts';
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
      const frames = framesText(outcome);
      const cited = frames === '' ? '' : ` (${frames})`;
      return `${marks[outcome.status]} ${visibleText(gateTitle(outcome))}: ${visibleText(outcome.sentence)}${cited}\n`;
    })
    .join('');
}

/** Where to look, of a broken rule. */
function framesText({ status, flows, moreFlows }: GateOutcome): string {
  const frames = flows.map(({ frame }) => frame);
  if (status !== 'broken' || frames.length === 0) return '';
  const more = moreFlows === 0 ? '' : `, and ${counted(moreFlows, 'more flow')}`;
  return `${frames.length === 1 ? 'frame' : 'frames'} ${frames.join(', ')}${more}`;
}

export function gateJunit(app: string, outcomes: readonly GateOutcome[]): string {
  const count = (status: GateOutcome['status']) => outcomes.filter((outcome) => outcome.status === status).length;
  const totals = `tests="${outcomes.length}" failures="${count('broken')}" errors="${count('blind')}"`;
  const cases = outcomes.map((outcome) => {
    const open = `    <testcase classname="${xmlText(app)}" name="${xmlText(gateTitle(outcome))}"`;
    if (outcome.status === 'held') return `${open}/>\n`;
    const tag = outcome.status === 'broken' ? 'failure' : 'error';
    const head = `<${tag} message="${xmlText(outcome.sentence)}" type="${outcome.status}"`;
    const frames = framesText(outcome);
    return `${open}>${frames === '' ? `${head}/>` : `${head}>${frames}</${tag}>`}</testcase>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="cipherscope check" ${totals}>\n  <testsuite name="${xmlText(app)}" ${totals}>\n${cases.join('')}  </testsuite>\n</testsuites>\n`;
}

/** Where a pipeline finds what it is told about. */
export interface GatePlaces {
  /** The expectations, relative to the working folder. */
  readonly expect: string;
  /** Line of the rule of an outcome. */
  lineOf(outcome: GateOutcome): number;
  /** Base names, by index. */
  readonly captures: readonly string[];
}

/** GitHub refuses a file of which one result has no location, so each stands at the line of its rule; frames of captures are beside it. */
export function gateSarif(toolVersion: string, places: GatePlaces, outcomes: readonly GateOutcome[]): string {
  const failed = outcomes.filter(({ status }) => status !== 'held');
  const rules = new Map(failed.map((outcome) => [ruleId(outcome), gateTitle(outcome)]));
  const log = {
    $schema: SARIF_SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'cipherscope check',
            semanticVersion: toolVersion,
            rules: [...rules].map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        results: failed.map((outcome) => ({
          ruleId: ruleId(outcome),
          level: 'error',
          message: { text: `${gateTitle(outcome)}: ${outcome.status}: ${outcome.sentence}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(places.expect) },
                region: { startLine: places.lineOf(outcome) },
              },
            },
          ],
          relatedLocations: citedFrames(outcome).map(([capture, frames], i) => ({
            id: i + 1,
            physicalLocation: { artifactLocation: { uri: uriOf(places.captures[capture] ?? '') } },
            message: { text: `frames ${frames.join(', ')}` },
          })),
          properties: { status: outcome.status, frames: outcome.flows.map(({ frame }) => frame) },
        })),
      },
    ],
  };
  return `${safeJson(JSON.stringify(log, undefined, 2))}\n`;
}

/** The same for the same rule, whichever others fail: pipelines follow a result from run to run by it. */
function ruleId(outcome: GateOutcome): string {
  const words = gateTitle(outcome).replace(/[^\p{L}\p{N}.*_]+/gu, '-');
  return wellFormed(words.replace(/^-|-$/g, '').slice(0, 200));
}

function citedFrames({ flows }: GateOutcome): [number, number[]][] {
  const cited = new Map<number, number[]>();
  for (const { capture, frame } of flows) cited.set(capture, [...(cited.get(capture) ?? []), frame]);
  return [...cited];
}

function uriOf(path: string): string {
  return wellFormed(path).split('/').map(encodeURIComponent).join('/');
}

/** Half a surrogate pair is no text that a URI could carry. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString('utf8');
}
