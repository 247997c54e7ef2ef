// The sentence of a finding: who did what with whom, in how many of the five areas it was seen, what nobody was looking at, and that it is a
// pattern, not proof of malice.

import { counted } from '../base/counted.ts';
import type { SpokenKind } from '../models/allowlist.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { EvidenceRecord } from './finding-record.ts';
import { destinationText } from './network-evidence.ts';
import type { ReportedCase } from './reported-case.ts';
import type { Score } from './scoring.ts';

const DESTINATIONS_NAMED = 3;
const PACKAGES_NAMED = 3;
const AREAS: readonly EvidenceArea[] = Object.values(EvidenceArea);

const KIND_WORDS: Readonly<Record<string, string>> = {
  key_exchange: 'an opening like a key exchange',
  framing: 'length-prefixed frames',
  fixed_sizes: 'messages of fixed size',
  block_sizes: 'sizes in whole cipher blocks',
  repeated_blocks: 'repeated cipher blocks',
  rsa_units: 'pieces under one RSA modulus',
  bare_keys: 'many bare keys',
  periodic: 'a regular rhythm',
  content_match: "ciphertext of the app's own making in it",
  length_match: "the lengths of the app's own ciphertext",
  sequence: 'sends that follow its crypto calls',
  background: 'sends from the background',
  out_of_place: 'a destination or protocol that its entry does not name',
};

export function findingSentence(reported: ReportedCase): string {
  const { app, channels, scored, score, analytic } = reported;
  const pattern = channels.length === 0 ? `It is a pattern of ${analytic.title}` : 'It is a pattern';
  return `${whoText(app)} ${deed(reported)}${withText(scored.evidence)}. ${seenText(score)} ${pattern}, not proof of malice.`;
}

export function whoText({ uid, device, packages }: Named): string {
  if (uid === undefined) return `An unknown app${device === undefined ? '' : ` on ${device}`}`;
  if (packages.length < 2) return `${packages[0] ?? 'The app'} (UID ${uid})`;
  // Which of them it was, the UID does not tell.
  const others = packages.length - PACKAGES_NAMED;
  return `One of ${packages.slice(0, PACKAGES_NAMED).join(', ')}${others > 0 ? ` and ${others} more` : ''} (shared UID ${uid})`;
}

interface Named {
  readonly uid?: number | undefined;
  readonly device?: string | undefined;
  readonly packages: readonly string[];
}

/** 'Seen in 2 of 5 areas, 3 were not assessed.' */
export function seenText({ areas }: Pick<Score, 'areas'>): string {
  const seen = AREAS.filter((area) => areas[area].status === 'observed').length;
  const explained = AREAS.filter((area) => areas[area].status === 'explained').length;
  const blind = AREAS.filter((area) => areas[area].status === 'not_collected').length;
  return (
    `Seen in ${seen} of 5 areas` +
    `${explained > 0 ? `, explained in ${explained}` : ''}` +
    `${blind > 0 ? `, ${seen + explained + blind === 5 ? `the other ${blind === 1 ? 'one' : blind}` : blind} ${blind === 1 ? 'was' : 'were'} not assessed` : ''}.`
  );
}

/** ', with length-prefixed frames, a regular rhythm'. */
export function withText(evidence: readonly EvidenceRecord[]): string {
  const kinds = new Set(
    evidence.flatMap(({ kind, direction }) =>
      direction === 'incriminating' && KIND_WORDS[kind] !== undefined ? [KIND_WORDS[kind]] : [],
    ),
  );
  return kinds.size === 0 ? '' : `, with ${[...kinds].join(', ')}`;
}

function deed({ channels, analytic, flows, unlisted }: ReportedCase): string {
  if (channels.length === 0) return `used ${analytic.useWords} and made ciphertext that was not seen on the wire`;
  const spoken = channels.flatMap((channel) => channel.spoken);
  const destinations = channels.map(({ judged }) => destinationText(judged));
  return deedText(spoken, destinations, channels.length + unlisted, flows);
}

/** `destinations` of the strongest channels, which may be more than are named; `channels`, `flows`: of all. */
export function deedText(
  spoken: readonly SpokenKind[],
  destinations: readonly string[],
  channels: number,
  flows: number,
): string {
  const named = destinations.slice(0, DESTINATIONS_NAMED);
  const others = channels - named.length;
  const more = others > 0 ? ` and ${others} more` : '';
  return `${what(spoken)} with ${named.join(', ')}${more} in ${counted(flows, 'flow')}`;
}

function what(spoken: readonly SpokenKind[]): string {
  const classes = new Set(spoken.map((kind) => kind.class));
  const unexplained = classes.has('custom') || classes.has('embedded');
  if (!unexplained)
    return `exchanged ciphertext of its own inside ${spoken.some(isKnown) ? 'a known protocol' : 'bytes of no known protocol'}`;
  return classes.has('custom')
    ? 'exchanged uniform, not decompressible bytes that no standard protocol explains'
    : 'exchanged bodies of uniform, not decompressible bytes under a type that does not explain them';
}

/** Bytes in the clear, or compressed ones, may be of a protocol that nobody knows. */
function isKnown({ class: name, service }: SpokenKind): boolean {
  return name === 'standard' || service !== undefined;
}
