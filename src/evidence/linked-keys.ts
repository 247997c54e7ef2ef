// A public key that is met again: in other channels, other apps, captures of a lake; or in so many flows that it is one key over many sessions
// (KeyReuseThreshold). One key in several places is one author, one server or one library: which, the bytes do not say.

import { counted } from '../base/counted.ts';
import type { LinkedKey } from '../features/key-links.ts';
import type { JudgedChannel } from '../models/channel-judgement.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { Analytic } from './analytic.ts';
import type { AppCase } from './app-case.ts';
import { type EvidenceItem, evidenceRecord } from './evidence-item.ts';
import type { EvidenceRecord } from './finding-record.ts';
import { destinationText } from './network-evidence.ts';

/** How many benign apps share keys was not measured: an assumption, below that of any structure. */
export const SHARED_KEY_BITS = 1;
/** As for the operations of a log. */
export const SENT_KEY_REUSE_BITS = 2;
const CITED_FLOWS = 8;
const SHOWN_DIGITS = 12;

/**
 * Of the key that most flows carry; empty where no key of the channel is met again. Keys of certificates say whose server it is and are shown
 * by it to everybody: no evidence by themselves, but where one's key is met in a channel's own opening.
 */
export function linkedKeyEvidence(app: AppCase, analytic: Analytic, judged: JudgedChannel): EvidenceRecord[] {
  const items: EvidenceItem[] = [];
  const own = judged.keys.filter(({ isCertificate }) => !isCertificate);
  const shared = own.find((key) => isShared(key, app));
  if (shared !== undefined) items.push(sharedItem(app, judged, shared));
  const [most] = [...own].sort((a, b) => b.allFlows - a.allFlows || (a.id < b.id ? -1 : 1));
  const threshold = app.parameters.key_reuse_threshold;
  if (analytic.countsReuse && most !== undefined && most.allFlows >= threshold) {
    items.push({
      ...placed(judged, most),
      kind: 'sent_key_reuse',
      bits: SENT_KEY_REUSE_BITS,
      statement: `One ${most.algorithm} key (${named(most)}) is sent in ${counted(most.allFlows, 'flow')} (KeyReuseThreshold ${threshold}).`,
      formula: `${SENT_KEY_REUSE_BITS} bits from key_reuse_threshold flows with one key on`,
      numbers: { flows: most.allFlows, threshold },
    });
  }
  return items.map((item) => evidenceRecord(judged.id, item));
}

function isShared({ id, otherChannels }: LinkedKey, app: AppCase): boolean {
  return otherChannels.length > 0 || (app.keySightingOf?.(id)?.captures ?? 0) > 0;
}

function sharedItem(app: AppCase, judged: JudgedChannel, key: LinkedKey): EvidenceItem {
  const sighting = app.keySightingOf?.(key.id);
  const where = [
    ...(key.otherChannels.length === 0
      ? []
      : [`${counted(key.otherChannels.length, 'other channel')} of this capture`]),
    ...(key.otherApps.length === 0
      ? []
      : [`the ${key.otherApps.length === 1 ? 'app' : 'apps'} ${key.otherApps.join(', ')}`]),
    ...(sighting === undefined
      ? []
      : [
          `${counted(sighting.captures, 'capture')} of the lake${sighting.apps.length === 0 ? '' : ` (${sighting.apps.join(', ')})`}`,
        ]),
  ];
  return {
    ...placed(judged, key),
    kind: 'shared_key',
    bits: SHARED_KEY_BITS,
    statement: `The ${key.algorithm} key (${named(key)}) of the channel to ${destinationText(judged)} is also met in ${where.join(' and ')}: one server, author or library stands behind them.`,
    formula: `${SHARED_KEY_BITS} bit where a key is met in another channel or capture`,
    numbers: {
      flows: key.flows,
      channels: key.otherChannels.length,
      apps: key.otherApps.length,
      captures: sighting?.captures ?? 0,
    },
  };
}

function named({ id }: LinkedKey): string {
  return `id ${id.slice(0, SHOWN_DIGITS)}…`;
}

function placed(
  { channel }: JudgedChannel,
  { id }: LinkedKey,
): Pick<EvidenceItem, 'area' | 'startUs' | 'endUs' | 'sources' | 'flows'> {
  const flows = channel.flows.filter(({ keys }) => keys.some((key) => key.id === id));
  return {
    area: EvidenceArea.networkTransmission,
    startUs: flows[0].startUs,
    endUs: flows.reduce((latest, flow) => Math.max(latest, flow.endUs), flows[0].endUs),
    sources: flows.slice(0, CITED_FLOWS).map(({ firstFrame }) => `frame ${firstFrame}`),
    flows: flows.slice(0, CITED_FLOWS).map(({ flowId }) => flowId),
  };
}
