// Captures whose packets carry UIDs: read as they are for the truth, stripped, and joined anew from a socket log alone, where there is one that
// does not come from those same packets. Where there is none, only the stripping is checked, and that is said.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { analysed, microseconds, sha256 } from './analysed.mjs';
import { tally } from './attribution-score.mjs';
import { stripUids } from './strip-uids.mjs';

const CAPTURE = /\.(pcap|pcapng|cap)$/;
/** Polls written by the hand that wrote the capture beside them: they show that the way works, not how well. */
const MADE_WITH = { log: 'procnet-poll.log', folder: 'synthetic' };

/** Paths of captures below the shared folder that carry UIDs, or might: PCAPdroid's, ptcpdump's, NFLOG's. */
export function capturesThatMayCarry(shared) {
  const inFolder = (folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => CAPTURE.test(name))
          .map((name) => join(folder, name))
      : [];
  const corpora = join(shared, 'corpora');
  return [
    ...inFolder(join(shared, 'telemetry')),
    ...inFolder(join(shared, 'telemetry', MADE_WITH.folder)),
    ...inFolder(join(corpora, 'pcapdroid')),
    ...nflogCaptures(corpora),
  ].sort();
}

/** `folder`: for temporary files. */
export async function carriedUids(path, folder) {
  const asIs = await analysed([path]);
  const carriers = asIs.flows.filter(({ app }) => app?.tier === 'P');
  const row = { file: basename(path), sha256: sha256(path), flows: asIs.flows.length, carriers: carriers.length };
  if (carriers.length === 0) return { ...row, note: 'no packet carries a UID' };
  const copy = await strippedCopy(path, asIs.flows, folder);
  // Bare packets between frames with a trailer are read as such only because of the trailers.
  if (copy === undefined) return { ...row, note: 'left out: without its UIDs the file reads differently' };
  const { stripped, removed, left } = copy;
  const beside = join(path, '..', MADE_WITH.log);
  if (!existsSync(beside)) return { ...row, removed, left, note: 'left out: no socket log of its own exists' };
  const { flows } = await analysed([stripped], [beside]);
  const rejoined = tally(carriers.map((carrier) => verdictOn(carrier, flows)));
  return { ...row, removed, left, rejoined, note: 'not counted: capture and log were made by hand, together' };
}

/** A lab's NFLOG capture: outgoing packets only, each with its owner; the log was polled beside it. */
export async function rejoinedNflog({ name, nflog, logPath, log }, truthRows, judge, folder) {
  const asIs = await analysed([nflog]);
  const carriers = asIs.flows.filter(({ app }) => app?.tier === 'P');
  const copy = await strippedCopy(nflog, asIs.flows, folder);
  if (copy === undefined) throw new Error(`${nflog}: stripping it changed its flows`);
  const { stripped, left } = copy;
  const { flows } = await analysed([stripped], [logPath]);
  const entries = judge(name, flows, carriers.map(truthRowOf), log).judged;
  const read = judge(name, asIs.flows, truthRows, log).judged;
  return { name, sha256: sha256(nflog), carriers: carriers.length, left, judged: entries, read };
}

/** The capture without UIDs; `left` is how many flows still have one, and the whole is undefined where the flows are not the same. */
async function strippedCopy(path, flows, folder) {
  const { file, removed } = stripUids(readFileSync(path));
  const stripped = join(folder, `stripped-${basename(path)}`);
  writeFileSync(stripped, file);
  const { flows: again } = await analysed([stripped]);
  const namesOf = (records) => records.map(nameOf).sort().join('\n');
  if (namesOf(again) !== namesOf(flows)) return undefined;
  return { stripped, removed, left: again.filter(({ app }) => app !== undefined).length };
}

function verdictOn(carrier, flows) {
  const { app, app_missing: missing } = flows.find((flow) => nameOf(flow) === nameOf(carrier));
  if (app === undefined) return { outcome: 'unattributed', cause: missing };
  return { outcome: app.uid === carrier.app.uid ? 'correct' : 'wrong' };
}

/** Not the flow_id: frame numbers are in it, and custom blocks, which are taken away, count as frames. */
function nameOf({ transport, orig, resp, start }) {
  return `${start} ${transport} ${orig.ip}:${orig.port} ${resp.ip}:${resp.port} ${orig.packets} ${resp.packets}`;
}

/** A flow that carries its UID, as a row of truth. */
function truthRowOf({ transport, orig, resp, start, duration_ms: durationMs, app }) {
  const firstUs = microseconds(start);
  const destination = `${transport} ${resp.ip}:${resp.port}`;
  return {
    tuple: `${transport} ${orig.ip}:${orig.port} ${resp.ip}:${resp.port}`,
    ...{ destination, firstUs, lastUs: firstUs + durationMs * 1000, uid: app.uid, program: `UID ${app.uid}` },
  };
}

function nflogCaptures(corpora) {
  const manifest = join(corpora, 'manifest.tsv');
  if (!existsSync(manifest)) return [];
  const [header, ...lines] = readFileSync(manifest, 'utf8').trimEnd().split('\n');
  const [path, linkType] = ['path', 'linktype'].map((name) => header.split('\t').indexOf(name));
  return lines
    .map((line) => line.split('\t'))
    .filter((cells) => cells[linkType] === 'NFLOG')
    .map((cells) => join(corpora, cells[path]));
}
