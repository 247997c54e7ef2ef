// How well the encryption class is told: recall on ciphertext that no standard protocol explains, false alarms on everything else,
// by capture, design and report parts apart. Corpora that are not there are left out, and said to be.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolVersion } from '../../dist/run/tool-version.js';
import { BOOTSTRAP_SEED, grouped } from './bootstrap.mjs';
import { censorCheck } from './censor-check.mjs';
import { confidenceFit } from './confidence-fit.mjs';
import { confidenceKinds } from './confidence-kinds.mjs';
import { flowsOfCapture, MIN_BYTES } from './corpus-flows.mjs';
import { encryptionDocs } from './docs.mjs';
import { informationLimits } from './information-limit.mjs';
import { recordedLab } from './lab/record-lab.mjs';
import { CorpusLabels } from './labels.mjs';
import { ndpiVersion } from './ndpi-reader.mjs';
import { reliabilitySvg } from './reliability-svg.mjs';
import { encryptionReport } from './report.mjs';
import { scorePart } from './score.mjs';
import { SPLIT_SEED, splitCaptures } from './split.mjs';
import { targetRows } from './targets.mjs';
import { tsharkVersion } from './tshark-labels.mjs';

const CACHE = fileURLToPath(new URL('../.cache/encryption', import.meta.url));

/** The lab's recordings of each part: the fresh one has nothing else. */
const LABS = { design: ['design', 'design-2'], report: ['report'], fresh: ['fresh'] };

/** `part`: 'design' to look at that alone. */
export async function evaluateEncryption({ shared, part }) {
  const tshark = tsharkVersion();
  const parts = part === undefined ? Object.keys(LABS) : [part];
  const hasCorpora = existsSync(join(shared, 'corpora/manifest.tsv'));
  const flows = hasCorpora ? await corpusFlows(shared, tshark, part) : [];
  const labs = {};
  for (const of of parts) {
    for (const name of LABS[of]) {
      const { flows: spoken, ...lab } = await labFlows(name, of);
      flows.push(...spoken);
      labs[name] = lab;
    }
  }
  const design = flows.filter((flow) => flow.part === 'design');
  const limits = informationLimits(design);
  const results = {
    tool_version: toolVersion(),
    tshark_version: tshark,
    ndpi_version: ndpiVersion(),
    seeds: { split: SPLIT_SEED, bootstrap: BOOTSTRAP_SEED },
    min_bytes: MIN_BYTES,
    corpora: hasCorpora ? 'read' : 'not there: skipped',
    labs,
    censor_check: censorCheck(shared),
    information_limits: limits,
    confidence_fit: confidenceFit(design),
    confidence_kinds: confidenceKinds(design),
    parts: Object.fromEntries(
      parts.map((name) => [
        name,
        scoreSources(
          flows.filter((flow) => flow.part === name),
          limits,
        ),
      ]),
    ),
  };
  const { report, fresh } = results.parts;
  if (report === undefined) return { results, markdown: encryptionReport(results) };
  results.targets = targetRows(report.all);
  results.fresh_targets = targetRows(fresh.all);
  const files = {
    'docs/images/reliability.svg': reliabilitySvg(report.all.calibration, 'Flows called ciphertext, report part'),
    'docs/images/reliability-fresh.svg': reliabilitySvg(fresh.all.calibration, 'Flows called ciphertext, fresh lab'),
  };
  return { results, markdown: encryptionReport(results), files, docs: encryptionDocs(results) };
}

async function corpusFlows(shared, tshark, part) {
  const labels = new CorpusLabels(shared, CACHE, tshark);
  const captures = splitCaptures(shared).filter((capture) => part === undefined || capture.part === part);
  const flows = [];
  const version = ndpiVersion();
  const seen = new Set();
  for (const capture of captures) {
    // The same file in two sources would count twice.
    if (seen.has(capture.md5_uncompressed)) continue;
    seen.add(capture.md5_uncompressed);
    const path = join(shared, 'corpora', capture.path);
    const labelOf = await labels.of(capture);
    const ndpiCache = join(CACHE, `ndpi-${version}`, `${capture.md5_uncompressed}.json`);
    try {
      for (const flow of await flowsOfCapture(path, capture.path, labelOf, ndpiCache))
        flows.push({ ...flow, source: 'corpora', part: capture.part });
    } catch (error) {
      console.error(`${capture.path}: left out: ${error.message}`);
    }
  }
  return flows;
}

async function labFlows(name, part) {
  const { folder, captures, left_out: leftOut } = await recordedLab(name, CACHE);
  const flows = [];
  for (const capture of captures) {
    const labelOf = ({ orig, resp }) => {
      const isMain = [orig, resp].some(({ ip, port }) => ip === capture.address && port === capture.port);
      const { group, family } = capture;
      return isMain ? { group, family, origin: 'lab' } : { group: 'unscored', family: '', origin: 'lab: beside it' };
    };
    const path = join(folder, `${capture.name}.pcap`);
    const ndpiCache = join(folder, `${capture.name}.ndpi.json`);
    for (const flow of await flowsOfCapture(path, capture.name, labelOf, ndpiCache))
      flows.push({ ...flow, source: 'lab', part });
  }
  return { flows, captures: captures.length, left_out: leftOut };
}

/** All flows of a part together, and the rates of each source alone. */
function scoreSources(flows, limits) {
  const rates = (items) => {
    const { captures, flows: count, recall, groups } = scorePart(items, limits);
    return { captures, flows: count, recall, groups };
  };
  const bySource = grouped(flows, ({ source }) => source);
  return {
    all: scorePart(flows, limits),
    ...Object.fromEntries([...bySource].map(([source, items]) => [source, rates(items)])),
  };
}
