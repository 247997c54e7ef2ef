// From labelled flows to the numbers of one part: recall by family, false alarms by group, each of their causes, baselines beside them.

import { BASELINES } from './baselines.mjs';
import { grouped } from './bootstrap.mjs';
import { calibration, calibrationError } from './calibration.mjs';
import { missedPayloads } from './information-limit.mjs';
import { macroRate, rate } from './rates.mjs';

/** Characters of a listed flow's reasons: the capture's own strings among them are cut. */
const LISTED_REASON = 240;

/** Groups of flows that are not custom-encrypted, in the order in which tables show them. */
export const GROUPS = {
  tcp_start: 'cleartext TCP, start seen',
  tcp_midflow: 'cleartext TCP, met in mid-flow',
  udp: 'cleartext UDP',
  standard: 'standard encrypted',
  compressed: 'compressed or media',
  compressed_midflow: 'compressed or media, met in mid-flow',
  custom_cleartext: 'custom cleartext',
};
/** Columns of every table: cipherscope twice, then what it is compared with. */
export const DETECTORS = {
  generic: 'without proprietary recognisers',
  full: 'with them',
  ...BASELINES,
  ndpi_entropy: 'ndpiReader, suspicious entropy',
  ndpi_unknown: 'ndpiReader, unknown',
  ndpi_fully_encrypted: 'nDPI’s results, fully encrypted',
  ndpi_suspicious_entropy: 'nDPI’s results, that or suspicious entropy',
};

/** `flows`: as of flowsOfCapture, of one part; `limits`: how many bytes a test needs. */
export function scorePart(flows, limits) {
  const custom = flows.filter(({ group }) => group === 'custom');
  const negatives = flows.map((flow) => ({ ...flow, group: groupOf(flow) })).filter(({ group }) => group in GROUPS);
  return {
    captures: new Set(flows.map(({ capture }) => capture)).size,
    flows: flows.length,
    unscored: countBy(
      flows.filter(({ group }) => group === 'unscored'),
      ({ origin }) => origin,
    ),
    recall: {
      micro: byDetector(custom, rate),
      macro: byDetector(custom, macroRate),
      families: [...grouped(custom, ({ family }) => family)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([family, items]) => ({
          family,
          said: countBy(items, ({ full }) => saidOf(full)),
          ...byDetector(items, rate),
        })),
    },
    groups: Object.keys(GROUPS).map((group) => ({
      group,
      ...byDetector(
        negatives.filter((flow) => flow.group === group),
        rate,
      ),
    })),
    false_alarms: negatives.filter((flow) => flow.generic.flagged || flow.full.flagged).map(listed),
    misses: custom.filter((flow) => !flow.generic.flagged || !flow.full.flagged).map(listed),
    unscored_flagged: countBy(
      flows.filter(({ group, full }) => group === 'unscored' && full.flagged),
      ({ capture, full }) => `${capture}: ${saidOf(full)}`,
    ),
    missed_payloads: missedPayloads(
      custom.filter((flow) => !flow.generic.flagged),
      limits,
    ),
    calibration: calibration([...custom, ...negatives]),
    calibration_error: calibrationError([...custom, ...negatives]),
  };
}

/** True where the detector calls the flow ciphertext that no standard protocol explains; undefined where it was not run. */
function flagOf(flow, detector) {
  return detector === 'generic' || detector === 'full' ? flow[detector].flagged : flow.baselines[detector];
}

function byDetector(flows, score) {
  return Object.fromEntries(
    Object.keys(DETECTORS).map((detector) => {
      const judged = flows.filter((flow) => flagOf(flow, detector) !== undefined);
      return [detector, score(judged, (flow) => flagOf(flow, detector))];
    }),
  );
}

function groupOf({ group, transport, start_seen: startSeen }) {
  if (group === 'compressed' && transport === 'tcp' && !startSeen) return 'compressed_midflow';
  if (group !== 'cleartext') return group.replaceAll('-', '_');
  if (transport === 'tcp') return startSeen ? 'tcp_start' : 'tcp_midflow';
  return transport === 'udp' ? 'udp' : 'other';
}

function listed({ capture, flow, frame, group, family, origin, generic, full }) {
  const said = saidOf(full);
  return {
    capture,
    flow,
    frame,
    group,
    family,
    origin,
    generic: generic.class,
    said,
    confidence: full.confidence,
    reason: full.reason.slice(0, LISTED_REASON),
  };
}

function saidOf({ class: name, scheme }) {
  return scheme === undefined ? name : `${name} (${scheme})`;
}

function countBy(items, keyOf) {
  const counts = [...grouped(items, keyOf)].map(([key, group]) => [key, group.length]);
  return Object.fromEntries(counts.sort((a, b) => b[1] - a[1]));
}
