// The allowlist: which channels of which app may be left out of a report, on whose word and until when. It is asked when reporting and never
// when importing; a rule names what it allows (destination, behaviour), so that a new protocol of an allowed app still shows.

import { type IdentityMatch, type KnownApp, matchIdentity } from './app-identity.ts';
import { type Destination, matchDestination, nearMiss } from './destination-pattern.ts';

/** What a channel may be like; every key that is there must hold. */
export interface AllowedBehaviour {
  readonly class?: readonly string[] | undefined;
  /** encryption.scheme: mtproto, noise, … */
  readonly scheme?: readonly string[] | undefined;
  readonly service?: readonly string[] | undefined;
  readonly transport?: readonly string[] | undefined;
  readonly port?: readonly number[] | undefined;
  /** Structure that may show: periodic, framing, key_exchange, fixed_sizes, block_sizes, repeated_blocks, rsa_units, bare_keys. Others make the rule miss. */
  readonly structure?: readonly string[] | undefined;
}

export interface AllowRule {
  readonly id: string;
  readonly package?: string | undefined;
  readonly signer?: string | undefined;
  readonly destination?: readonly string[] | undefined;
  readonly behaviour?: AllowedBehaviour | undefined;
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, YYYY-MM-DD in UTC. */
  readonly expires?: string | undefined;
}

/** How flows of a channel are encrypted and what protocol they speak. */
export interface SpokenKind {
  readonly class: string;
  readonly scheme: string | undefined;
  readonly service: string | undefined;
}

/** A channel as rules see it. */
export interface AllowableChannel {
  readonly app: KnownApp;
  readonly destination: Destination;
  /** What its counted flows are, each kind once: a rule must allow all of them. */
  readonly spoken: readonly SpokenKind[];
  readonly transport: string;
  readonly port: number;
  readonly structure: readonly string[];
}

export interface AllowMatch {
  readonly rule: AllowRule;
  /** 'sni chat.example.org', or 'any destination'. */
  readonly matched: string;
}

/** What the manifest says of the rules. */
export interface AllowlistUse {
  rules: number;
  used: { rule: string; findings: number; channels: number; flows: number }[];
  unused: { rule: string; hint?: string }[];
  expired: { rule: string; expires: string }[];
}

export class Allowlist {
  readonly rules: readonly AllowRule[];
  readonly #nowUs: number;
  readonly #used = new Map<string, { findings: Set<string>; channels: number; flows: number }>();
  readonly #hints = new Map<string, string>();

  /** `nowUs`: the last packet of the capture, by which expiry is judged; the clock of the machine never counts. */
  constructor(rules: readonly AllowRule[], nowUs: number) {
    this.rules = rules;
    this.#nowUs = nowUs;
  }

  /** The first rule in the order of the file that allows the channel. */
  match(channel: AllowableChannel): AllowMatch | undefined {
    for (const rule of this.rules) {
      if (this.#isExpired(rule)) continue;
      const identity = matchIdentity(rule.package, rule.signer, channel.app);
      if (identity !== 'match') {
        if (identity !== 'other package') this.#hint(rule, IDENTITY_HINTS[identity]);
        continue;
      }
      const matched = destinationOf(rule, channel.destination);
      if (matched === undefined) {
        const near = rule.destination?.map((pattern) => nearMiss(pattern, channel.destination)).find(Boolean);
        if (near !== undefined) this.#hint(rule, near);
        continue;
      }
      const other = behaviourMiss(rule.behaviour, channel);
      if (other === undefined) return { rule, matched };
      this.#hint(rule, `a channel to ${matched} was not hidden: its ${other}`);
    }
    return undefined;
  }

  /** The rule is there, and has not expired. */
  holds(id: string): boolean {
    return this.rules.some((rule) => rule.id === id && !this.#isExpired(rule));
  }

  /** Counts what a rule hid; `finding` tells findings apart. */
  noteHidden(rule: AllowRule, finding: string, flows: number): void {
    const use = this.#used.get(rule.id) ?? { findings: new Set(), channels: 0, flows: 0 };
    use.findings.add(finding);
    use.channels++;
    use.flows += flows;
    this.#used.set(rule.id, use);
  }

  use(): AllowlistUse {
    const expired = this.rules.filter((rule) => this.#isExpired(rule));
    return {
      rules: this.rules.length,
      used: [...this.#used].map(([rule, { findings, channels, flows }]) => ({
        rule,
        findings: findings.size,
        channels,
        flows,
      })),
      unused: this.rules
        .filter((rule) => !expired.includes(rule) && !this.#used.has(rule.id))
        .map(({ id }) => {
          const hint = this.#hints.get(id);
          return hint === undefined ? { rule: id } : { rule: id, hint };
        }),
      expired: expired.map(({ id, expires }) => ({ rule: id, expires: expires as string })),
    };
  }

  #isExpired({ expires }: AllowRule): boolean {
    // The whole last day counts.
    return expires !== undefined && this.#nowUs >= (Date.parse(`${expires}T00:00:00Z`) + 86_400_000) * 1000;
  }

  #hint(rule: AllowRule, hint: string): void {
    if (!this.#hints.has(rule.id)) this.#hints.set(rule.id, hint);
  }
}

const IDENTITY_HINTS: Record<Exclude<IdentityMatch, 'match' | 'other package'>, string> = {
  'other signer': 'the package was seen with another signer',
  'signer unknown': 'the signer of the package is not known: add an inventory with signer.sha256',
};

function destinationOf(rule: AllowRule, destination: Destination): string | undefined {
  if (rule.destination === undefined) return 'any destination';
  for (const pattern of rule.destination) {
    const matched = matchDestination(pattern, destination);
    if (matched !== undefined) return matched;
  }
  return undefined;
}

/** What of the channel the rule does not allow, in words. */
function behaviourMiss(allowed: AllowedBehaviour | undefined, channel: AllowableChannel): string | undefined {
  if (allowed === undefined) return undefined;
  for (const { class: encryption, scheme, service } of channel.spoken) {
    if (allowed.class?.includes(encryption) === false) return `class is ${encryption}`;
    if (allowed.scheme !== undefined && (scheme === undefined || !allowed.scheme.includes(scheme)))
      return `scheme is ${scheme ?? 'not recognised'}`;
    if (allowed.service !== undefined && (service === undefined || !allowed.service.includes(service)))
      return `service is ${service ?? 'not recognised'}`;
  }
  if (allowed.transport?.includes(channel.transport) === false) return `transport is ${channel.transport}`;
  if (allowed.port?.includes(channel.port) === false) return `port is ${channel.port}`;
  const extra = channel.structure.find((kind) => allowed.structure?.includes(kind) === false);
  return extra === undefined ? undefined : `structure shows ${extra}`;
}
