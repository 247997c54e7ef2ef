// The last tier: a flow that nothing attributes goes to an endpoint that, as far as can be told, one UID alone talks to. Weak by design.

import type { AttributableFlow, AttributionOutcome } from './attribution.ts';
import { buildAttribution } from './attribution-builder.ts';
import { INFERENCE_FLOWS, LEADS, TIERS } from './attribution-tiers.ts';
import type { Inventory } from './inventory.ts';

interface Endpoint {
  uid: number;
  flows: number;
  mixed: boolean;
  /** Sources of the first attributions, for the reader to check. */
  readonly sources: string[];
}

/** Replaces outcomes of flows without an app, in place. */
export function inferOwners(
  flows: readonly AttributableFlow[],
  outcomes: AttributionOutcome[],
  inventory: Inventory,
): void {
  const endpoints = new Map<string, Endpoint>();
  for (let i = 0; i < flows.length; i++) {
    const outcome = outcomes[i];
    if ('app' in outcome && !LEADS.has(outcome.app.tier)) learn(endpoints, keyOf(flows[i]), outcome.app);
  }
  // What is itself a lead makes no majority, but it breaks one.
  for (let i = 0; i < flows.length; i++) {
    const outcome = outcomes[i];
    if (!('app' in outcome) || !LEADS.has(outcome.app.tier)) continue;
    const endpoint = endpoints.get(keyOf(flows[i]));
    if (endpoint !== undefined) endpoint.mixed ||= endpoint.uid !== outcome.app.uid;
  }
  for (let i = 0; i < flows.length; i++) {
    const flow = flows[i];
    const outcome = outcomes[i];
    if (
      'app' in outcome ||
      outcome.cause === 'it is the tunnel of a VPN app' ||
      outcome.cause === 'it is traffic of adb or of the emulator' ||
      outcome.cause === 'no log lists sockets of its transport'
    )
      continue;
    const endpoint = endpoints.get(keyOf(flow));
    if (endpoint === undefined || endpoint.mixed || endpoint.flows < INFERENCE_FLOWS) continue;
    const opinion = {
      uid: endpoint.uid,
      tier: 'I',
      confidence: TIERS.I.confidence,
      sources: endpoint.sources,
      flags: ['INFERRED'],
      alternatives: [],
      hints: {},
    };
    outcomes[i] = { app: buildAttribution(flow, opinion, inventory) };
  }
}

function learn(
  endpoints: Map<string, Endpoint>,
  key: string,
  app: Extract<AttributionOutcome, { app: unknown }>['app'],
): void {
  const doubtful = app.flags.includes('AMBIGUOUS') || app.flags.includes('CONFLICT') || app.flags.includes('MIXED_UID');
  const known = endpoints.get(key);
  if (known === undefined)
    endpoints.set(key, { uid: app.uid, flows: 1, mixed: doubtful, sources: [...app.sources.slice(0, 1)] });
  else {
    known.flows++;
    known.mixed ||= doubtful || known.uid !== app.uid;
    if (known.sources.length < INFERENCE_FLOWS) known.sources.push(...app.sources.slice(0, 1));
  }
}

function keyOf(flow: AttributableFlow): string {
  const remote = flow.local === 'resp' ? flow.orig : flow.resp;
  return `${flow.device ?? ''} ${flow.transport} ${remote.ip} ${remote.port}`;
}
