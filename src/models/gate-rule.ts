// "This build must …, must not …": what a rule of an app team says of flows, channels or the app, and whether a flow is one it speaks of.
// Every key of a rule must hold.

import type { ChannelRecord } from '../features/channel-record.ts';
import type { EncryptionClass, FlowRecord } from '../flows/flow-record.ts';
import { matchDestination } from './destination-pattern.ts';

export interface GateRule {
  /** How the rule is called where it is reported. */
  readonly name?: string | undefined;
  /** A name, with `*.` for everything below it, or an address range. */
  readonly destination?: string | undefined;
  readonly port?: number | undefined;
  readonly service?: string | undefined;
  readonly encryption?: EncryptionClass | readonly EncryptionClass[] | undefined;
  /** A TLS version below this one was agreed on. */
  readonly tls_below?: string | undefined;
  /** Weak or legacy cryptography was agreed on. */
  readonly weak_crypto?: boolean | undefined;
  /** The channel of the flow repeats. */
  readonly periodic?: boolean | undefined;
  /** The app has a finding of at least this verdict. */
  readonly verdict?: 'observation' | 'alert' | undefined;
  /** More keys were made or imported than this. */
  readonly key_events_above?: number | undefined;
}

export interface GateExpectations {
  /** Package name or UID the rules are about; absent: everything in the capture. */
  readonly app?: string | undefined;
  readonly must: readonly GateRule[];
  readonly must_not: readonly GateRule[];
}

const TLS_ORDER = ['ssl2.0', 'ssl3.0', '1.0', '1.1', '1.2', '1.3'];

/** Rules about the app as a whole, not about single flows. */
export function isAppRule(rule: GateRule): boolean {
  return rule.verdict !== undefined || rule.key_events_above !== undefined;
}

/** Rules that channels are asked about. */
export function isChannelRule(rule: GateRule): boolean {
  return rule.periodic !== undefined;
}

export function matchesFlow(rule: GateRule, flow: FlowRecord): boolean {
  const remote = flow.local === 'resp' ? flow.orig : flow.resp;
  if (rule.port !== undefined && flow.resp.port !== rule.port) return false;
  if (rule.service !== undefined && flow.service !== rule.service) return false;
  if (rule.encryption !== undefined && ![rule.encryption].flat().includes(flow.encryption.class)) return false;
  if (rule.tls_below !== undefined && !isBelow(flow.tls?.version, rule.tls_below)) return false;
  const weak = (flow.crypto?.weak?.length ?? 0) + (flow.crypto?.legacy?.length ?? 0) > 0;
  if (rule.weak_crypto !== undefined && weak !== rule.weak_crypto) return false;
  return rule.destination === undefined || matchesDestination(rule.destination, flow.domain, remote.ip);
}

export function matchesChannel(rule: GateRule, channel: ChannelRecord): boolean {
  if (rule.port !== undefined && channel.destination.port !== rule.port) return false;
  if (rule.service !== undefined && !channel.services.includes(rule.service)) return false;
  if (rule.encryption !== undefined && ![rule.encryption].flat().includes(channel.encryption.class)) return false;
  if (rule.periodic !== undefined && (channel.periodicity.verdict === 'periodic') !== rule.periodic) return false;
  const { domain, ip } = channel.destination;
  return rule.destination === undefined || matchesDestination(rule.destination, domain, ip);
}

/** The rule in words, where it has no name of its own. */
export function ruleText(rule: GateRule): string {
  if (rule.name !== undefined) return rule.name;
  const parts = Object.entries(rule).map(([key, value]) => `${key} ${[value].flat().join(' or ')}`);
  return parts.join(', ');
}

function matchesDestination(pattern: string, domain: string | undefined, ip: string | undefined): boolean {
  const names = domain === undefined ? [] : [{ kind: 'sni' as const, name: domain }];
  return matchDestination(pattern, { names, addresses: ip === undefined ? [] : [ip] }) !== undefined;
}

function isBelow(version: string | undefined, bound: string): boolean {
  if (version === undefined) return false;
  const at = TLS_ORDER.indexOf(version.replace(/-draft.*$/, ''));
  return at >= 0 && at < TLS_ORDER.indexOf(bound);
}
