// A chosen UID → the Attribution that is reported: packages at that moment, level, sources, and the remarks a reader must know.

import type { AttributableFlow, Attribution } from './attribution.ts';
import { AGREEMENT_CAP, levelOf, Modifier } from './attribution-tiers.ts';
import type { Inventory, OwnerHints } from './inventory.ts';
import { asksForNames } from './name-traffic.ts';
import { DELEGATE_PACKAGES, DNS_DELEGATES, MEDIA_UID } from './uid.ts';

/** One answer to "whose flow is this?", before packages are known. */
export interface Opinion {
  readonly uid: number;
  readonly tier: string;
  readonly confidence: number;
  readonly sources: readonly string[];
  readonly flags: readonly string[];
  readonly alternatives: readonly { readonly uid: number; readonly confidence: number }[];
  readonly hints: OwnerHints;
}

/** Two independent datasets: agreement makes surer, disagreement less so, and is said. */
export function combineOpinions(first: Opinion, second: Opinion): Opinion {
  const sources = [...new Set([...first.sources, ...second.sources])];
  if (first.uid === second.uid) {
    const confidence = Math.max(
      first.confidence,
      Math.min(AGREEMENT_CAP, 1 - (1 - first.confidence) * (1 - second.confidence)),
    );
    return {
      ...first,
      confidence,
      sources,
      flags: [...first.flags, 'CORROBORATED'],
      hints: { ...second.hints, ...first.hints },
    };
  }
  // An opinion that is itself torn between UIDs contradicts nobody.
  if (second.flags.includes('AMBIGUOUS')) return first;
  return {
    ...first,
    confidence: first.confidence * Modifier.conflict,
    sources,
    flags: [...first.flags, 'CONFLICT'],
    alternatives: [...first.alternatives, { uid: second.uid, confidence: second.confidence }],
  };
}

export function buildAttribution(flow: AttributableFlow, opinion: Opinion, inventory: Inventory): Attribution {
  const identity = inventory.at(opinion.uid, flow.startUs, flow.device, opinion.hints);
  const confidence = rounded(opinion.confidence);
  return {
    uid: opinion.uid,
    packages: identity.packages,
    ...(identity.label === undefined ? {} : { label: identity.label }),
    tier: opinion.tier,
    confidence,
    level: levelOf(confidence, opinion.tier),
    sources: opinion.sources,
    flags: [...opinion.flags, ...identity.flags, ...delegation(flow, opinion, identity.packages)],
    alternatives: opinion.alternatives.map(({ uid, confidence }) => ({ uid, confidence: rounded(confidence) })),
  };
}

/** Whoever asked is not whoever sent: the resolver, the download manager, push and media services work for others. */
function delegation(flow: AttributableFlow, { uid, tier }: Opinion, packages: readonly string[]): string[] {
  const appId = uid % 100_000;
  // Who sends the questions of an app that the operator named is not known.
  if ((DNS_DELEGATES.has(appId) || tier === 'H') && asksForNames(flow)) return ['dns-delegated'];
  return appId === MEDIA_UID || packages.some((name) => DELEGATE_PACKAGES.has(name)) ? ['delegated'] : [];
}

function rounded(confidence: number): number {
  return Math.round(confidence * 1e4) / 1e4;
}
