// How right each tier and each level is: plain polls, the same labs with their logs as other tools or poorer pollers write them, packets that carry
// their UID, an operator's word. Stated confidence against the share that was right: a reliability table (DeGroot & Fienberg 1983).

import { analysed } from './analysed.mjs';
import { judge } from './attribution-score.mjs';
import { VARIANTS } from './log-variants.mjs';
import { proportion, rounded } from './proportion.mjs';
import { ownedRows } from './socket-polls.mjs';

/** UIDs below are Android's own. */
const FIRST_APP = 10_000;
/** Apps of which the operator is made to say that a capture is theirs alone. */
const ASSERTED_APPS = 3;
/** What is said may be lower than what was right by this much: labs are not the world. Higher it may not be. */
const MODESTY = 0.1;
const BINS = [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01];

/** `{ tiers, levels, bins, variants, another_device }`; `polled`: entries judged on the plain polls of `datasets`. */
export async function reliability(datasets, polled, folder) {
  const entries = polled.map((entry) => ({ ...entry, variant: 'polls' }));
  for (const variant of VARIANTS) {
    for (const dataset of datasets) {
      if (variant.isCrowd && dataset.network === undefined) continue;
      const { flows } = await analysed([dataset.capture], variant.write(dataset, folder));
      entries.push(...judgedAs(variant.name, dataset, flows, dataset.truth));
    }
  }
  for (const dataset of datasets) {
    entries.push(...(await carriedByPackets(dataset)), ...(await asserted(dataset)));
  }
  const attributed = entries.filter(({ app }) => app !== undefined);
  return {
    tiers: table(attributed, ({ app }) => app.tier),
    variants: table(attributed, ({ app, variant }) => `${app.tier}: ${variant}`),
    levels: table(attributed, ({ app }) => app.level),
    bins: table(attributed, ({ app: { confidence } }) => binOf(confidence)),
    ambiguous: table(attributed.filter(isTorn), ({ app }) => app.tier),
    another_device: await ofAnotherDevice(datasets),
  };
}

/** Truth of what packets carry (NFLOG) is then the other word of the kernel, /proc/net: flows that were polled. */
async function carriedByPackets(dataset) {
  if (dataset.nflog === undefined) return [];
  const { flows } = await analysed([dataset.nflog]);
  return judgedAs('packets', dataset, flows, polledTruth(dataset.log));
}

/** What the operator says of a capture of one app, with what the system did meanwhile. */
async function asserted(dataset) {
  const apps = [...new Set(dataset.truth.map(({ uid }) => uid))]
    .filter((uid) => uid >= FIRST_APP)
    .slice(0, ASSERTED_APPS);
  const entries = [];
  for (const uid of apps) {
    const { flows: all } = await analysed([dataset.capture], [], { assume_uid: uid });
    // Questions to the name system are sent by the resolver, for whom cannot be told: they are marked as delegated, and not counted here.
    const flows = all.filter(({ app }) => !app?.flags?.includes('dns-delegated'));
    const truth = dataset.truth.filter((row) => row.uid === uid || row.uid < FIRST_APP);
    entries.push(...judgedAs('operator', dataset, flows, truth));
  }
  return entries;
}

/** A log with the same addresses that is another device's: nothing of it is right. Returns how many flows got an app all the same. */
async function ofAnotherDevice(datasets) {
  const labs = datasets.filter(({ network }) => network === undefined);
  const rows = { pairs: 0, flows: 0, attributed: 0, strong: 0, notes: {} };
  for (let i = 0; i < labs.length; i++) {
    const { flows, manifest } = await analysed([labs[i].capture], [labs[(i + 1) % labs.length].logPath]);
    rows.pairs++;
    rows.flows += flows.length;
    rows.attributed += flows.filter(({ app }) => app !== undefined).length;
    rows.strong += flows.filter(({ app }) => ['exact', 'strong'].includes(app?.level)).length;
    const { method } = manifest.telemetry[0].clock;
    rows.notes[method] = (rows.notes[method] ?? 0) + 1;
  }
  return rows;
}

function judgedAs(variant, { name, log }, flows, truth) {
  return judge(name, flows, truth, log).judged.map((entry) => ({ ...entry, variant }));
}

function polledTruth(log) {
  const rows = new Map();
  for (const { timeUs, transport, local, remote, uid } of ownedRows(log)) {
    const key = `${transport} ${local} ${remote} ${uid}`;
    const row = rows.get(key);
    if (row !== undefined) row.lastUs = timeUs;
    else {
      const tuple = `${transport} ${local} ${remote}`;
      rows.set(key, {
        tuple,
        destination: `${transport} ${remote}`,
        firstUs: timeUs,
        lastUs: timeUs,
        uid,
        program: `UID ${uid}`,
      });
    }
  }
  return [...rows.values()];
}

function isTorn({ app }) {
  return app.flags?.includes('AMBIGUOUS') || app.flags?.includes('CONFLICT');
}

function binOf(confidence) {
  const at = BINS.findIndex((from, i) => confidence >= from && confidence < BINS[i + 1]);
  return `${BINS[at]} to ${Math.min(1, BINS[at + 1])}`;
}

function table(entries, key) {
  return [...new Set(entries.map(key))].sort().map((name) => {
    const bucket = entries.filter((entry) => key(entry) === name);
    const stated = bucket.reduce((sum, { app }) => sum + app.confidence, 0) / bucket.length;
    const right = proportion(bucket.filter(({ outcome }) => outcome === 'correct').length, bucket.length);
    const kinds = new Set(bucket.map(({ kind }) => kind)).size;
    return { name, stated: rounded(stated), right, kinds, verdict: verdict(stated, right) };
  });
}

function verdict(stated, { share, at_least: least, at_most: most }) {
  if (most < stated) return 'too sure';
  if (least > stated + MODESTY) return 'too modest';
  return share >= stated ? 'agrees' : 'not contradicted';
}
