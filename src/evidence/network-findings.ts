// Findings of the network area: apps with channels of unexplained ciphertext that show structure. One finding an app; where the app is
// unknown, one a channel. The network alone never rises above `observation`; areas that nobody judged are stated as such.

import { rfc3339 } from '../base/rfc3339.ts';
import { stableId } from '../features/stable-id.ts';
import type { JudgedChannel } from '../models/channel-judgement.ts';
import { counted } from '../models/reason-text.ts';
import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import type { AreaRecord, EvidenceRecord, FindingRecord } from './finding-record.ts';
import { destinationText, NETWORK_AREA_BITS, networkEvidence } from './network-evidence.ts';

export const ANALYTIC = { id: 'AN1762', version: '1.1', attack_version: '19.1' } as const;
export const TECHNIQUE = 'T1521.002';

const AREAS: readonly EvidenceArea[] = Object.values(EvidenceArea);
const DESTINATIONS_NAMED = 3;
/** Channels of one app whose evidence is listed, strongest first; the number of others is stated. */
const CHANNELS_LISTED = 64;

interface ChannelEvidence {
  readonly judged: JudgedChannel;
  readonly evidence: readonly EvidenceRecord[];
}

/** `channels` in the order of `groupChannels`; findings by falling score, then id. */
export function networkFindings(
  channels: readonly JudgedChannel[],
  coverage: readonly CoverageRecord[],
): FindingRecord[] {
  const byOwner = new Map<string, ChannelEvidence[]>();
  for (const judged of channels) {
    const evidence = networkEvidence(judged);
    if (evidence.length === 0) continue;
    const { app } = judged.channel;
    const owner = app === undefined ? `channel ${judged.id}` : `uid ${app.uid}`;
    const group = byOwner.get(owner);
    if (group === undefined) byOwner.set(owner, [{ judged, evidence }]);
    else group.push({ judged, evidence });
  }
  const findings = [...byOwner.values()].map((group) => toFinding(group, coverage));
  return findings.sort((a, b) => b.score - a.score || (a.finding_id < b.finding_id ? -1 : 1));
}

function toFinding(group: readonly ChannelEvidence[], coverage: readonly CoverageRecord[]): FindingRecord {
  const { app, device } = group[0].judged.channel;
  const flows = group.flatMap(({ judged }) => judged.unexplained);
  const startUs = flows.reduce((first, flow) => Math.min(first, flow.startUs), Number.POSITIVE_INFINITY);
  const endUs = flows.reduce((last, flow) => Math.max(last, flow.endUs), Number.NEGATIVE_INFINITY);
  const ranked = [...group].sort((a, b) => channelBits(b.evidence) - channelBits(a.evidence));
  const evidence = ranked.slice(0, CHANNELS_LISTED).flatMap((entry) => entry.evidence);
  const unlisted = group.length - CHANNELS_LISTED;
  const bits = channelBits(ranked[0].evidence);
  const owner = app === undefined ? { packages: [] } : { uid: app.uid, packages: [...app.packages] };
  const rows = AREAS.map((area) => coverageOf(coverage, area, app?.uid));
  return {
    finding_id: stableId([
      'finding',
      ANALYTIC.id,
      ANALYTIC.version,
      app?.uid,
      app === undefined ? device : undefined,
      startUs,
      ...group.map(({ judged }) => judged.id),
    ]),
    analytic: { ...ANALYTIC },
    technique: TECHNIQUE,
    app: { ...owner, ...(device === undefined ? {} : { device }) },
    window: { start: rfc3339(startUs), end: rfc3339(endUs) },
    verdict: 'observation',
    level: 'partial',
    score: bits,
    sentence: sentence(ranked, flows.length),
    areas: areasOf(evidence, bits),
    evidence,
    gaps: [
      ...AREAS.map((area, i) => gapText(area, rows[i])).filter((text) => text !== undefined),
      ...(unlisted > 0
        ? [`network_transmission: the evidence of ${counted(unlisted, 'weaker channel')} is not listed.`]
        : []),
    ],
    what_could_overturn: overturning(group),
  };
}

/** The sum of one channel's evidence, capped: channels of one app are not independent, so the strongest counts. */
function channelBits(evidence: readonly EvidenceRecord[]): number {
  return Math.min(
    NETWORK_AREA_BITS,
    evidence.reduce((sum, { bits }) => sum + bits, 0),
  );
}

function areasOf(evidence: readonly EvidenceRecord[], bits: number): Record<EvidenceArea, AreaRecord> {
  const areas = AREAS.map((area): [EvidenceArea, AreaRecord] => [
    area,
    area === EvidenceArea.networkTransmission
      ? { status: 'observed', bits, evidence: evidence.map(({ id }) => id) }
      : { status: 'not_collected', bits: 0, evidence: [] },
  ]);
  return Object.fromEntries(areas) as Record<EvidenceArea, AreaRecord>;
}

function sentence(group: readonly ChannelEvidence[], flows: number): string {
  const { app, device } = group[0].judged.channel;
  const name =
    app === undefined
      ? `An unknown app${device === undefined ? '' : ` on ${device}`}`
      : `${app.packages[0] ?? 'The app'} (UID ${app.uid})`;
  const destinations = group.slice(0, DESTINATIONS_NAMED).map(({ judged }) => destinationText(judged));
  const more = group.length > DESTINATIONS_NAMED ? ` and ${group.length - DESTINATIONS_NAMED} more` : '';
  const kinds = new Set(group.flatMap(({ judged }) => judged.structure.map(({ kind }) => STRUCTURE_WORDS[kind])));
  const embedded = group.every(({ judged }) => judged.unexplained.every((flow) => flow.encryptionClass === 'embedded'));
  const what = embedded
    ? 'exchanged bodies of uniform, not decompressible bytes under a type that does not explain them'
    : 'exchanged uniform, not decompressible bytes that no standard protocol explains';
  return (
    `${name} ${what} with ${destinations.join(', ')}${more} in ${counted(flows, 'flow')}, with ${[...kinds].join(', ')}. ` +
    'Seen in 1 of 5 areas, the other 4 were not assessed. It is a pattern, not proof of malice.'
  );
}

const STRUCTURE_WORDS = {
  key_exchange: 'an opening like a key exchange',
  framing: 'length-prefixed frames',
  fixed_sizes: 'messages of fixed size',
  block_sizes: 'sizes in whole cipher blocks',
  periodic: 'a regular rhythm',
} as const;

function coverageOf(
  coverage: readonly CoverageRecord[],
  area: EvidenceArea,
  uid: number | undefined,
): CoverageRecord | undefined {
  const own = uid === undefined ? undefined : coverage.find((row) => row.area === area && row.app?.uid === uid);
  return own ?? coverage.find((row) => row.area === area && row.app === undefined);
}

/** Why an area could not speak, and what would let it. */
function gapText(area: EvidenceArea, row: CoverageRecord | undefined): string | undefined {
  if (row === undefined) return `${area}: nothing was collected.`;
  if (area === EvidenceArea.networkTransmission) {
    return row.status === 'full' ? undefined : `${area}: collected in part. ${row.effect} ${row.remedy}`.trim();
  }
  const what =
    row.status === 'none'
      ? 'nothing was collected.'
      : 'events were collected, but this version does not judge them yet.';
  return `${area}: ${what} ${row.effect} ${row.remedy}`.trim();
}

function overturning(group: readonly ChannelEvidence[]): string[] {
  const flows = group.flatMap(({ judged }) => judged.unexplained);
  const midway = flows.filter((flow) => !flow.startSeen).length;
  return [
    'A recogniser or a catalogue entry that names the protocol spoken with this destination.',
    'A media or archive format without a known beginning: uniform bytes are not always encrypted.',
    'Key material, hooks or a TLS key log that show what the bytes are.',
    ...(midway > 0
      ? [`The openings of ${midway} of ${counted(flows.length, 'flow')}, which began before the capture.`]
      : []),
  ];
}
