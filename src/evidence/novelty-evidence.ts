// Where a channel goes, and by which scheme, against what the app did before: something that no session had speaks for a finding, the habit of a
// baseline that a person has vouched for speaks against it. Without a lake there is nothing to say.

import type { ChannelFlow } from '../features/channel.ts';
import { type AppHistory, HABIT_BITS, habitOf, type Novelty, noveltyOf } from '../models/app-history.ts';
import type { JudgedChannel } from '../models/channel-judgement.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { AppCase } from './app-case.ts';
import { type EvidenceItem, evidenceRecord } from './evidence-item.ts';
import type { EvidenceRecord } from './finding-record.ts';
import { destinationText } from './network-evidence.ts';

/** `flows`: those of the channel that count. */
export function noveltyEvidence(
  { history }: Pick<AppCase, 'history'>,
  judged: JudgedChannel,
  flows: readonly ChannelFlow[],
): EvidenceRecord[] {
  const [first] = flows;
  if (history === undefined || first === undefined) return [];
  const schemes = [...new Set(flows.flatMap(({ scheme }) => scheme ?? []))];
  const destination = destinationText(judged);
  const kind = judged.channel.domain === undefined ? 'addresses' : 'domains';
  const places = placesOf(judged, flows);
  const place = noveltyOf(history, kind, places);
  const scheme = noveltyOf(history, 'schemes', schemes);
  const items = [
    ...(place === undefined
      ? []
      : [added('new_destination', place, `${destination} was in none of ${place.sessions} quiet sessions before`)]),
    ...(scheme === undefined
      ? []
      : [added('new_scheme', scheme, `${schemes.join(', ')} was in none of ${scheme.sessions} quiet sessions before`)]),
    ...habit(history, kind, places, schemes, destination),
  ];
  const startUs = first.startUs;
  const endUs = flows.reduce((last, flow) => Math.max(last, flow.endUs), first.endUs);
  return items.map((item) => evidenceRecord(judged.id, { ...item, startUs, endUs }));
}

type Piece = Omit<EvidenceItem, 'startUs' | 'endUs'>;

function added(kind: string, { bits, sessions, share }: Novelty, what: string): Piece {
  return {
    kind,
    area: EvidenceArea.networkTransmission,
    bits,
    statement: `${what}; about ${(100 * share).toFixed(0)} % are expected to bring something new of that kind.`,
    formula: 'min(3, −log2 share)',
    numbers: { sessions, share },
    sources: [],
  };
}

/** A new scheme is no habit, wherever it goes. */
function habit(
  history: AppHistory,
  kind: 'addresses' | 'domains',
  places: readonly string[],
  schemes: readonly string[],
  destination: string,
): Piece[] {
  const usual = habitOf(history, kind, places);
  if (usual === undefined || (schemes.length > 0 && habitOf(history, 'schemes', schemes) === undefined)) return [];
  return [
    {
      kind: 'habit',
      area: EvidenceArea.networkTransmission,
      bits: HABIT_BITS,
      direction: 'exculpatory',
      statement: `${destination} was in ${usual.seen} of ${usual.sessions} quiet sessions that somebody vouched for.`,
      formula: '4 where at least half of five sessions or more had it',
      numbers: usual,
      sources: [],
    },
  ];
}

function placesOf({ channel }: JudgedChannel, flows: readonly ChannelFlow[]): string[] {
  return channel.domain === undefined
    ? [...new Set(flows.map(({ destinationIp }) => destinationIp))]
    : [channel.domain];
}
