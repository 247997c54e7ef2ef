// What the design part says of each kind of judgement: the confidence it states beside the share that is right, captures counted once each, and what
// so many captures show. src/models/stated-confidence.ts quotes the counts.

import { markdownTable, percent } from '../markdown-table.mjs';
import { rounded } from '../proportion.mjs';
import { grouped } from './bootstrap.mjs';
import { KINDS } from './confidence-kind-list.mjs';

const TAIL = 0.05;
const HALVINGS = 60;
const OTHER = { kind: 'other', rests: [] };
/** A recognised protocol in the clear may carry media; of bytes that nobody knows the class would be another one. */
const GROUPS_OF = {
  custom: ['custom'],
  embedded: ['custom'],
  standard: ['standard'],
  compressed: ['compressed'],
  encoded: ['cleartext', 'custom-cleartext'],
  cleartext: ['cleartext', 'custom-cleartext'],
};

/** `flows`: of the design part. Rows in the order of KINDS; kinds that no flow is of are left out. */
export function confidenceKinds(flows) {
  const judged = flows
    .filter(({ group, full }) => group !== 'unscored' && full.class !== 'unknown')
    .map((flow) => ({ ...flow, ...kindOf(flow) }));
  return KINDS.flatMap(({ kind, rests: [basis] }) => {
    const own = judged.filter((flow) => flow.kind === kind || flow.part === kind);
    if (own.length === 0) return [];
    const all = basis === undefined ? own : judged.filter(({ rests }) => rests.includes(basis));
    const families = [...grouped(own, ({ family }) => family).keys()];
    const exactly = own.filter((flow) => flow.kind === kind);
    return {
      kind,
      rests_on: basis,
      flows: own.length,
      right: own.filter(isRight).length,
      families: families.length,
      stated: rounded(exactly.reduce((sum, { full }) => sum + full.confidence, 0) / Math.max(1, exactly.length)),
      ...supported(own, all),
      families_met: families.filter((family) => isMet(family, own, all)).length,
    };
  });
}

/** What the captures of a kind say of the next one, and what they and all that rest on the same show. */
function supported(own, all) {
  const [captures, allCaptures] = [wholly(own), wholly(all)];
  return {
    captures,
    next: rounded((captures.right + 1) / (captures.of + 2)),
    shown: rounded(lowerBound(captures)),
    all_captures: allCaptures,
    shown_by_all: rounded(lowerBound(allCaptures)),
  };
}

/** Is the family right at least as often as the kind would say that was counted without it? */
function isMet(family, own, all) {
  const isOther = (flow) => flow.family !== family;
  const { next, shown_by_all: most } = supported(own.filter(isOther), all.filter(isOther));
  const held = own.filter((flow) => !isOther(flow));
  return held.filter(isRight).length / held.length >= Math.min(next, most);
}

function kindOf({ full: { class: name, scheme, reason, confidence }, start_seen: startSeen }) {
  const { kind, part, rests } = KINDS.find(({ is }) => is({ name, scheme, reason, confidence, startSeen })) ?? OTHER;
  return { kind, part, rests };
}

/** Captures of which all flows are right. */
function wholly(flows) {
  const captures = [...grouped(flows, ({ capture }) => capture).values()];
  return { right: captures.filter((items) => items.every(isRight)).length, of: captures.length };
}

function isRight({ kind, full, group, generic }) {
  if (kind === 'named as clear') return group !== 'custom' && group !== 'standard';
  // Scrambled OpenVPN that is named counts as found; music that FTP carries is music.
  if (full.class === 'standard' && group === 'custom') return generic.flagged;
  if (kind === 'begins as a format') return group !== 'custom' && group !== 'standard';
  return GROUPS_OF[full.class].includes(group);
}

/** Clopper and Pearson: the share at which so many right ones are seen in one of twenty cases. */
function lowerBound({ right, of }) {
  if (of === 0) return 0;
  let [low, high] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const share = (low + high) / 2;
    if (tail(right, of, share) > TAIL) high = share;
    else low = share;
  }
  return low;
}

function tail(right, of, share) {
  let sum = 0;
  for (let k = right; k <= of; k++) {
    let log = k * Math.log(share) + (of - k) * Math.log(1 - share);
    for (let i = 1; i <= of - k; i++) log += Math.log((k + i) / i);
    sum += Math.exp(log);
  }
  return sum;
}

/** `rows`: of confidenceKinds. */
export function confidenceKindsText(rows) {
  const header = [
    'kind of judgement',
    'flows right',
    'captures',
    'families',
    'stated, mean',
    'next',
    'shown',
    'by all of its basis',
    'families met',
  ];
  const table = markdownTable(
    header,
    rows.map((row) => [
      row.kind,
      `${row.right} of ${row.flows}`,
      `${row.captures.right} of ${row.captures.of}`,
      row.families,
      percent(row.stated),
      percent(row.next),
      percent(row.shown),
      basisText(row),
      `${row.families_met} of ${row.families}`,
    ]),
  );
  return [
    'What kinds of judgement state, and what the design part says of them. Of captures those count as right whose flows all are; *next* is the rule of succession for the next capture, *shown* the one-sided 95 % bound (Clopper and Pearson), of the kind alone and of all kinds that rest on the same. Families are met that are right at least as often as the kind would state that was counted without them. Media that no recogniser knows count as wrong where they are called too regular.',
    table,
  ].join('\n\n');
}

function basisText({ rests_on: basis, shown_by_all: shown, all_captures: { right, of } }) {
  return basis === undefined ? '–' : `${percent(shown)} (${basis}: ${right} of ${of})`;
}
