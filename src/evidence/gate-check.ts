// Holds what an app team expects of a build against what was captured. Three outcomes: held, broken, or blind: where nobody could have seen it,
// nothing is called held.

import { counted } from '../base/counted.ts';
import type { ChannelRecord } from '../features/channel-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import {
  type GateExpectations,
  type GateRule,
  isAppRule,
  isChannelRule,
  matchesChannel,
  matchesFlow,
  ruleText,
} from '../models/gate-rule.ts';
import type { AppSummaryRecord, FindingRecord } from './finding-record.ts';
import { HOST_AREAS } from './scoring.ts';

export interface GateOutcome {
  readonly kind: 'must' | 'must_not';
  /** Its place among the rules of its kind, from 0. */
  readonly index: number;
  readonly rule: string;
  readonly status: 'held' | 'broken' | 'blind';
  readonly sentence: string;
  /** The first that decided it. */
  readonly flows: readonly { readonly id: string; readonly capture: number; readonly frame: number }[];
  /** How many decided it beside those. */
  readonly moreFlows: number;
}

interface Tally {
  readonly kind: 'must' | 'must_not';
  readonly index: number;
  readonly rule: GateRule;
  own: number;
  /** Matches whose app nobody knows: they may be the app's. */
  ownerless: number;
  readonly cited: { id: string; capture: number; frame: number }[];
}

const FLOWS_CITED = 5;

export class GateCheck {
  readonly #expectations: GateExpectations;
  readonly #tallies: Tally[];
  #ownFlows = 0;

  constructor(expectations: GateExpectations) {
    this.#expectations = expectations;
    const tally = (kind: Tally['kind']) => (rule: GateRule, index: number) => ({
      ...{ kind, index, rule },
      ...{ own: 0, ownerless: 0, cited: [] },
    });
    this.#tallies = [...expectations.must.map(tally('must')), ...expectations.must_not.map(tally('must_not'))];
  }

  addFlow(flow: FlowRecord): void {
    const owner = this.#ownerOf(flow.app);
    if (owner === 'other') return;
    if (owner === 'own') this.#ownFlows++;
    for (const tally of this.#tallies) {
      if (isAppRule(tally.rule) || isChannelRule(tally.rule) || !matchesFlow(tally.rule, flow)) continue;
      count(tally, owner);
      if (tally.cited.length < FLOWS_CITED) {
        tally.cited.push({ id: flow.flow_id, capture: flow.capture, frame: flow.first_frame });
      }
    }
  }

  addChannel(channel: ChannelRecord): void {
    const owner = this.#ownerOf(channel.app);
    if (owner === 'other') return;
    for (const tally of this.#tallies) {
      if (isChannelRule(tally.rule) && matchesChannel(tally.rule, channel)) count(tally, owner);
    }
  }

  /** After all flows and channels. In the order of the rules. */
  outcomes(apps: readonly AppSummaryRecord[], findings: readonly FindingRecord[]): GateOutcome[] {
    return this.#tallies.map((tally) => {
      const { status, sentence } = isAppRule(tally.rule)
        ? this.#appOutcome(tally, apps, findings)
        : this.#flowOutcome(tally);
      const { kind, index, rule, cited, own, ownerless } = tally;
      const moreFlows = cited.length === 0 ? 0 : own + ownerless - cited.length;
      return { kind, index, rule: ruleText(rule), status, sentence, flows: cited, moreFlows };
    });
  }

  #flowOutcome({ kind, rule, own, ownerless }: Tally): Pick<GateOutcome, 'status' | 'sentence'> {
    const what = isChannelRule(rule) ? 'channel' : 'flow';
    if (own > 0) return { status: kind === 'must' ? 'held' : 'broken', sentence: matches(own, what) };
    if (ownerless > 0)
      return {
        status: 'blind',
        sentence: `${matches(ownerless, what)} whose app is not known: give the socket log that names it`,
      };
    if (this.#ownFlows === 0) {
      const { app } = this.#expectations;
      return {
        status: 'blind',
        sentence: app === undefined ? 'the capture holds no flow' : `no flow belongs to ${app}: nothing was tested`,
      };
    }
    return {
      status: kind === 'must' ? 'broken' : 'held',
      sentence: `none of ${counted(this.#ownFlows, 'flow')} matches`,
    };
  }

  #appOutcome(
    { kind, rule }: Tally,
    apps: readonly AppSummaryRecord[],
    findings: readonly FindingRecord[],
  ): Pick<GateOutcome, 'status' | 'sentence'> {
    const own = apps.filter(
      (app) => app.uid !== undefined && this.#ownerOf({ uid: app.uid, packages: app.packages }) === 'own',
    );
    if (own.length === 0) {
      const { app } = this.#expectations;
      const whose = app === undefined ? 'any known app' : app;
      return { status: 'blind', sentence: `no flow belongs to ${whose}: nothing was tested` };
    }
    const facts: string[] = [];
    let holds = true;
    if (rule.verdict !== undefined) {
      const uids = new Set(own.map(({ uid }) => uid));
      const ofApp = findings.filter(
        ({ app, verdict, suppressed_by }) =>
          suppressed_by === undefined &&
          uids.has(app.uid) &&
          (verdict === 'alert' || (rule.verdict === 'observation' && verdict === 'observation')),
      );
      holds = ofApp.length > 0;
      const unseen = rule.verdict === 'alert' ? own.filter((app) => !canBeAlert(app)).length : 0;
      if (!holds && unseen > 0) {
        return {
          status: 'blind',
          sentence: `an alert rests on keys, crypto calls or their ciphertext, and no log of them was collected for ${counted(unseen, 'app')}: give crypto or key logs`,
        };
      }
      facts.push(`${counted(ofApp.length, 'finding')} of at least ${rule.verdict}`);
    }
    if (rule.key_events_above !== undefined) {
      const known = own.flatMap(({ key_events }) => key_events ?? []);
      if (known.length === 0)
        return { status: 'blind', sentence: 'no log tells of keys: collect key and crypto events' };
      const keys = known.reduce((sum, one) => sum + one, 0);
      holds &&= keys > rule.key_events_above;
      facts.push(`${counted(keys, 'key')} made or imported`);
    }
    return { status: holds === (kind === 'must') ? 'held' : 'broken', sentence: facts.join(', ') };
  }

  #ownerOf(app: { uid: number; packages: readonly string[] } | undefined): 'own' | 'ownerless' | 'other' {
    const { app: wanted } = this.#expectations;
    if (wanted === undefined) return 'own';
    if (app === undefined) return 'ownerless';
    return app.packages.includes(wanted) || String(app.uid) === wanted ? 'own' : 'other';
  }
}

function count(tally: Tally, owner: 'own' | 'ownerless'): void {
  if (owner === 'own') tally.own++;
  else tally.ownerless++;
}

/**
 * The rules of the verdict (scoring.ts) ask of an alert a second area. Where nobody looked at keys and calls, the state of the app alone would have
 * to be that area, beside traffic with the structure of an implant: that none of these came says little.
 */
function canBeAlert({ areas }: AppSummaryRecord): boolean {
  return HOST_AREAS.some((area) => (areas?.[area] ?? 'not_collected') !== 'not_collected');
}

function matches(number: number, noun: string): string {
  return `${counted(number, noun)} ${number === 1 ? 'matches' : 'match'}`;
}
