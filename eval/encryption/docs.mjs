// What docs/evaluation.md shows of the encryption evaluation: targets, recall and false alarms of the report part, the causes that are left.

import { BASELINES } from './baselines.mjs';
import { confidenceKindsText } from './confidence-kinds.mjs';
import {
  calibrationErrorText,
  calibrationTable,
  causes,
  fitText,
  groupTable,
  limitText,
  missedTable,
  recallTable,
  targetTable,
} from './report.mjs';

const SHOWN = ['generic', 'full', ...Object.keys(BASELINES), 'ndpi_unknown'];

export function encryptionDocs({
  tool_version: version,
  targets,
  fresh_targets: freshTargets,
  labs,
  censor_check: censor,
  information_limits: limits,
  confidence_fit: fit,
  confidence_kinds: kinds,
  parts: { report, fresh },
}) {
  const { all, lab, corpora } = report;
  const newest = fresh.all;
  const alone = [
    ['the lab alone', lab],
    ['the corpora alone', corpora],
  ].filter(([, part]) => part !== undefined);
  return [
    `cipherscope ${version}. ${all.flows} flows of ${all.captures} captures, ${labs.report.captures} of them recorded in the lab; left out of those: ${labs.report.left_out.length}.`,
    targetTable(targets, 'report part'),
    `**The fresh lab**: ${newest.flows} flows of ${newest.captures} captures, all recorded here with parameters that were committed before anything was scored on them; left out: ${labs.fresh.left_out.length}.`,
    targetTable(freshTargets, 'fresh lab'),
    recallTable(newest.recall, SHOWN),
    groupTable(newest.groups, SHOWN),
    causes('False alarms of the fresh lab, each cause', newest.false_alarms),
    causes('Missed in the fresh lab', newest.misses),
    missedTable(newest.missed_payloads, limits),
    'Flows of the fresh lab called ciphertext, by confidence ([diagram](images/reliability-fresh.svg)):',
    calibrationTable(newest.calibration),
    calibrationErrorText(newest.calibration_error),
    '**The report part**, the corpora’s and the lab’s first:',
    'Ciphertext that no standard protocol explains, how much of it is called that:',
    recallTable(all.recall, SHOWN),
    alone.map(([name, part]) => recallLine(name, part.recall)).join(' '),
    'Everything else, how much of it is called ciphertext:',
    groupTable(all.groups, SHOWN),
    causes('False alarms that are left, each cause', all.false_alarms),
    causes('Missed', all.misses),
    missedTable(all.missed_payloads, limits),
    limitText(limits),
    'Flows called ciphertext, by confidence ([diagram](images/reliability.svg)):',
    calibrationTable(all.calibration),
    calibrationErrorText(all.calibration_error),
    '**The numbers behind a confidence, design part**',
    fitText(fit),
    confidenceKindsText(kinds),
    censor === undefined
      ? ''
      : `The censor’s rule agrees with the censor’s own verdict in ${censor.agree.count} of ${censor.agree.of} payloads that were sent past it.`,
  ].join('\n\n');
}

function recallLine(name, { micro, macro }) {
  const { count, of, captures } = micro.generic;
  const mean =
    macro.generic.share === undefined
      ? ''
      : `, mean of ${macro.generic.families} families ${(100 * macro.generic.share).toFixed(1)} %`;
  return `Without proprietary recognisers, ${name}: ${count} of ${of} flows in ${captures} captures${mean}.`;
}
