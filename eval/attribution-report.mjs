// The results of the attribution evaluation as Markdown.

import { markdownTable, percent, proportionText } from './markdown-table.mjs';

export function attributionReport(results) {
  return [
    '## Attribution',
    `cipherscope ${results.tool_version}; fresh labs: ${results.labs}; of the crowd ${results.crowds}. Bounds (≥) are one-sided 95 % Wilson bounds.`,
    '### By dataset',
    datasets(results),
    '### What the result depends on',
    splits(results),
    '### Crowd: a dozen apps, shared servers, few ports',
    splits(results.crowd),
    '### Stated confidence and what was right',
    reliabilityTables(results.reliability),
    '### Attributed wrongly',
    wrong(results.wrong),
    '### In the log with their owner, and yet not found',
    missed(results.logged_but_not_found),
    '### Polled while they lasted, and yet not in the log',
    missed(results.polled_but_not_logged),
    '### Misses to expect, and those that came',
    missTable(results),
    '### Clocks',
    clocks(results.clock),
    drift(results.drift_over_sessions),
    '### Captures that carry UIDs',
    carried(results.carried),
    nflog(results.nflog),
  ].join('\n\n');
}

function datasets({ datasets: rows, pooled, crowd }) {
  const header = ['dataset', 'poll ms', 'flows with a known owner', 'right', 'wrong', 'no app', 'precision', 'recall'];
  const strong = ['precision, level strong or better', 'recall, level strong or better'];
  const cells = (name, interval, row) => [
    name,
    interval,
    ...[row.flows, row.correct, row.wrong, row.unattributed],
    ...[row, row.strong].flatMap(({ precision, recall }) => [proportionText(precision), proportionText(recall)]),
  ];
  return [
    markdownTable(
      [...header, ...strong],
      [
        ...rows.map((row) => cells(row.name, row.poll_interval_ms, row)),
        cells('demo and labs', '', pooled),
        cells('crowds', '', crowd),
      ],
    ),
    `No app, by cause: ${counts(pooled.causes)}.`,
    `Flows without an owner to know (ICMPv6 and the like): ${total(rows, 'flows_without_owner')}. ` +
      `TCP and UDP flows that the truth does not tell of: ${total(rows, 'flows_unknown_to_truth')}; rows of the truth without a flow: ${total(rows, 'truth_rows_without_flow')}.`,
  ].join('\n\n');
}

function splits({ splits: parts }) {
  const rows = Object.entries(parts).flatMap(([part, names]) =>
    Object.entries(names).map(([name, row]) => [
      `${part}: ${name}`,
      row.flows,
      row.correct,
      row.wrong,
      row.unattributed,
      proportionText(row.precision),
      part === 'tier' ? '' : proportionText(row.recall),
    ]),
  );
  return markdownTable(['', 'flows', 'right', 'wrong', 'no app', 'precision', 'recall'], rows);
}

function reliabilityTables({ tiers, variants, levels, bins, another_device: other }) {
  const header = (first) => [
    first,
    'stated, mean',
    'right',
    'share',
    'bounds, each one-sided 95 %',
    'kinds of flow',
    'verdict',
  ];
  const rows = (list) =>
    list.map(({ name, stated, right, kinds, verdict }) => [
      ...[name, stated, `${right.count} of ${right.of}`, percent(right.share)],
      ...[`${percent(right.at_least)} to ${percent(right.at_most)}`, kinds, verdict],
    ]);
  return [
    markdownTable(header('tier'), rows(tiers)),
    markdownTable(header('level'), rows(levels)),
    markdownTable(header('confidence'), rows(bins)),
    markdownTable(header('tier: log'), rows(variants)),
    'Flows of the labs and of the crowd; their logs as polled, rewritten as other tools and poorer pollers write them, or told by the programs themselves. ' +
      'A kind of flow is one program and one server: flows of a kind succeed and fail together, so the bounds are narrower than what is known. ' +
      'Verdicts: too sure where fewer are right than stated, too modest where more are by over a tenth.',
    `Logs of another device with the same addresses: of ${other.flows} flows in ${other.pairs} captures ${other.attributed} got an app, ${other.strong} strongly.`,
  ].join('\n\n');
}

function wrong(rows) {
  if (rows.length === 0) return 'None.';
  const header = ['dataset', 'flow', 'ms', 'polls within', 'owner', 'said', 'tier', 'confidence', 'flags'];
  return markdownTable(
    header,
    rows.map((row) => [
      ...[row.dataset, row.flow, row.duration_ms, row.polls_within, row.owner],
      ...[row.said, row.tier, row.confidence, row.flags],
    ]),
  );
}

function missed(rows) {
  if (rows.length === 0) return 'None.';
  return markdownTable(
    ['dataset', 'flow', 'ms', 'polls within', 'program', 'why'],
    rows.map((row) => [row.dataset, row.flow, row.duration_ms, row.polls_within, row.kind.split(' ')[0], row.why]),
  );
}

function missTable({ datasets: rows, pooled, crowd, fewer_polls: thinned }) {
  const cells = (name, interval, { misses: m, wrong: errors }) => [
    name,
    interval,
    m.flows,
    `${m.expected} ± ${m.expected_deviation}`,
    m.observed,
    m.polled_but_not_logged,
    m.logged_but_not_found,
    errors,
  ];
  return markdownTable(
    [
      'dataset',
      'poll ms',
      'flows',
      'expected misses',
      'misses',
      'polled, not in the log',
      'in the log, not found',
      'attributed wrongly',
    ],
    [
      ...rows.map((row) => cells(row.name, row.poll_interval_ms, row)),
      cells('demo and labs', '', pooled),
      cells('crowds', '', crowd),
      ...thinned.slice(1).map((row) => cells(`demo, one poll in ${row.every}`, row.poll_interval_ms, row)),
    ],
  );
}

function clocks(rows) {
  return markdownTable(
    [
      'the log’s clock',
      'logs',
      'method',
      'error of the offset, median',
      'largest',
      'within 50 ms',
      'polls up to 1 s apart',
      'further apart',
      'within the stated uncertainty',
      'right',
      'wrong',
      'precision',
      'recall',
    ],
    rows.map((row) => [
      ...[row.shift, row.datasets, row.method, `${row.median_error_ms} ms`, `${row.largest_error_ms} ms`],
      proportionText(row.within_50_ms),
      ...Object.values(row.by_poll_interval).map(byInterval),
      proportionText(row.within_uncertainty),
      ...[row.correct, row.wrong, proportionText(row.precision), proportionText(row.recall)],
    ]),
  );
}

function byInterval({ within_50_ms: within, largest_error_ms: error, largest_uncertainty_ms: uncertainty }) {
  return `${within.count} of ${within.of}, at most ${error} ms (stated ± ${uncertainty})`;
}

function drift(rows) {
  if (rows.length === 0) return 'Drift over hours: not shown, too few labs to string together.';
  return markdownTable(
    [
      'drift',
      'sessions',
      'clocks apart at the end',
      'method',
      'drift found',
      'error in the middle',
      'error at the end',
      'right',
      'wrong',
      'precision',
      'recall',
    ],
    rows.map((row) => [
      ...[`${row.applied_ppm} ppm`, row.sessions, `${row.apart_at_the_end_ms} ms`, row.method],
      ...[`${row.drift_ppm ?? 0} ppm`, `${row.error_ms} ms`, `${row.error_at_the_end_ms} ms`],
      ...[row.correct, row.wrong, proportionText(row.precision), proportionText(row.recall)],
    ]),
  );
}

function carried(rows) {
  if (rows.length === 0) return 'None at hand: the shared corpora are not there.';
  return markdownTable(
    ['capture', 'flows', 'with UIDs', 'taken away', 'flows that still have one', 'rejoined', 'remark'],
    rows.map(({ file, flows, carriers, removed, left, rejoined, note }) => [
      ...[file, flows, carriers, removed, left],
      rejoined === undefined
        ? ''
        : `${rejoined.correct} right, ${rejoined.wrong} wrong, ${rejoined.unattributed} without`,
      note,
    ]),
  );
}

function nflog(result) {
  if (result === undefined) return 'NFLOG captures of fresh labs: none.';
  const { captures, carriers, left, read, rejoined } = result;
  return [
    `NFLOG captures of ${captures} fresh labs, outgoing packets only: ${carriers} flows carry a UID, which is the truth’s in ${read.correct} of ${read.attributed}; ` +
      `${left} do after stripping. Rejoined from the polls alone: ${rejoined.correct} right, ${rejoined.wrong} wrong, ${rejoined.unattributed} without an app;`,
    `precision ${proportionText(rejoined.precision)}, recall ${proportionText(rejoined.recall)}.`,
  ].join(' ');
}

function counts(causes) {
  return Object.entries(causes)
    .map(([cause, count]) => `${cause} ${count}`)
    .join(', ');
}

function total(rows, key) {
  return rows.reduce((sum, row) => sum + row[key], 0);
}
