// The sentence of a finding: who did what with whom, in how many of the five areas it was seen, what nobody was looking at, and that it is a
// pattern, not proof of malice.

import { counted } from '../base/counted.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import { destinationText } from './network-evidence.ts';
import type { ReportedCase } from './reported-case.ts';

const DESTINATIONS_NAMED = 3;
const AREAS: readonly EvidenceArea[] = Object.values(EvidenceArea);

const KIND_WORDS: Readonly<Record<string, string>> = {
  key_exchange: 'an opening like a key exchange',
  framing: 'length-prefixed frames',
  fixed_sizes: 'messages of fixed size',
  block_sizes: 'sizes in whole cipher blocks',
  periodic: 'a regular rhythm',
  content_match: "ciphertext of the app's own making in it",
  length_match: "the lengths of the app's own ciphertext",
  sequence: 'sends that follow its crypto calls',
  background: 'sends from the background',
  out_of_place: 'a destination or protocol that its entry does not name',
};

export function findingSentence(reported: ReportedCase): string {
  const { app, channels, scored, score, analytic } = reported;
  const name =
    app.uid === undefined
      ? `An unknown app${app.device === undefined ? '' : ` on ${app.device}`}`
      : `${app.packages[0] ?? 'The app'} (UID ${app.uid})`;
  const kinds = new Set(
    scored.evidence.flatMap(({ kind, direction }) =>
      direction === 'incriminating' && KIND_WORDS[kind] !== undefined ? [KIND_WORDS[kind]] : [],
    ),
  );
  const withWhat = kinds.size === 0 ? '' : `, with ${[...kinds].join(', ')}`;
  const seen = AREAS.filter((area) => score.areas[area].status === 'observed').length;
  const explained = AREAS.filter((area) => score.areas[area].status === 'explained').length;
  const blind = AREAS.filter((area) => score.areas[area].status === 'not_collected').length;
  return (
    `${name} ${deed(reported)}${withWhat}. Seen in ${seen} of 5 areas` +
    `${explained > 0 ? `, explained in ${explained}` : ''}` +
    `${blind > 0 ? `, ${seen + explained + blind === 5 ? `the other ${blind === 1 ? 'one' : blind}` : blind} ${blind === 1 ? 'was' : 'were'} not assessed` : ''}. ` +
    `It is a pattern${channels.length === 0 ? ` of ${analytic.title}` : ''}, not proof of malice.`
  );
}

function deed({ channels, analytic, flows: every, unlisted }: ReportedCase): string {
  if (channels.length === 0) return `used ${analytic.useWords} and made ciphertext that was not seen on the wire`;
  const destinations = channels.slice(0, DESTINATIONS_NAMED).map(({ judged }) => destinationText(judged));
  const others = channels.length + unlisted - destinations.length;
  const more = others > 0 ? ` and ${others} more` : '';
  return `${what(channels)} with ${destinations.join(', ')}${more} in ${counted(every, 'flow')}`;
}

function what(channels: ReportedCase['channels']): string {
  const classes = new Set(channels.flatMap(({ spoken }) => spoken.map((kind) => kind.class)));
  const unexplained = classes.has('custom') || classes.has('embedded');
  if (!unexplained) return 'exchanged ciphertext of its own inside a known protocol';
  return classes.has('custom')
    ? 'exchanged uniform, not decompressible bytes that no standard protocol explains'
    : 'exchanged bodies of uniform, not decompressible bytes under a type that does not explain them';
}
