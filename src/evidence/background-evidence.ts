// Evidence of the background area, for and against: in which state the app was when it sent what nothing explains. A state that no log tells is
// unknown and counts neither way.

import { counted } from '../base/counted.ts';
import type { ChannelFlow } from '../features/channel.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { AppCase } from './app-case.ts';
import type { EvidenceItem } from './evidence-item.ts';
import { CITED_LINES } from './evidence-item.ts';

const BACKGROUND_BITS = 2;
const LOCKED_BITS = 1;
const STARTED_BITS = 1;
const HIDDEN_SERVICE_BITS = 1;
const REQUIRED_BITS = 1;
/** Ad and telemetry kits seal what they send while somebody uses their app: on the design part of eval/verdicts these bits part them from implants. */
const FOREGROUND_BITS = 4;
/** Of the flows whose state is known. */
const BACKGROUND_SHARE = 0.5;
const FOREGROUND_SHARE = 0.9;
/** Of all flows: from here on the app's state was looked at. */
const ASSESSED_SHARE = 0.5;
/** A process that something other than a person started this long before it sends. */
const STARTED_WITHIN_US = 5e6;
/** Sends closer together are of one state: one look at it is enough. */
const BURST_US = 1e6;
/** States in which nobody looks at the app. */
export const UNSEEN_STATES: ReadonlySet<string> = new Set(['background', 'cached', 'not_running']);
const QUIET_STARTS = /broadcast|service|restart|alarm|job|content provider/;

interface Sampled {
  readonly flow: ChannelFlow;
  readonly atUs: number;
}

/** `flows`: those whose ciphertext nothing explains, or that carry ciphertext of the app. Sampled at each send where sends are known, else at the start. */
export function backgroundEvidence(app: AppCase, flows: readonly ChannelFlow[]): EvidenceItem[] {
  const { timeline } = app;
  if (timeline === undefined || flows.length === 0) return [];
  const sampled = samplesOf(app, flows).map((sample) => ({ ...sample, moment: timeline.at(sample.atUs) }));
  const told = sampled.filter(({ moment }) => moment.state !== 'unknown');
  const withUnknownState = sampled.filter(({ moment }) => moment.state === 'unknown');
  if (told.length === 0) return unattended(withUnknownState);
  const unknown = withUnknownState.length;
  const unseen = told.filter(({ moment }) => UNSEEN_STATES.has(moment.state));
  const seen = told.filter(({ moment }) => moment.state === 'foreground');
  const share = unseen.length / told.length;
  if (share >= BACKGROUND_SHARE) return [background(app, told, unseen, unknown)];
  // One send from the background is a deed; one while the app was used excuses itself alone.
  if (told.length < sampled.length * ASSESSED_SHARE) return [];
  return seen.length / told.length >= FOREGROUND_SHARE
    ? [foreground(told, seen, unknown)]
    : [notInUse(told, unseen, seen, unknown)];
}

type Told = Sampled & { readonly moment: ReturnType<NonNullable<AppCase['timeline']>['at']> };

function background(app: AppCase, told: readonly Told[], unseen: readonly Told[], unknown: number): EvidenceItem {
  const locked = unseen.filter(isUnattended).length;
  const started = unseen.filter(
    ({ moment, flow }) =>
      QUIET_STARTS.test(moment.startReason ?? '') &&
      moment.startedUs !== undefined &&
      flow.startUs >= moment.startedUs &&
      flow.startUs - moment.startedUs <= STARTED_WITHIN_US,
  ).length;
  const hidden = unseen.filter(({ moment }) => moment.hiddenService).length;
  const isRequired = app.parameters.foreground_required;
  const share = unseen.length / told.length;
  const details = [
    ...(locked > 0 ? [`${locked} with the screen off or locked`] : []),
    ...(started > 0
      ? [`${started} within ${STARTED_WITHIN_US / 1e6} s after something other than a person had started the process`]
      : []),
    ...(hidden > 0 ? [`${hidden} beside a service without a notification`] : []),
  ];
  return {
    kind: 'background',
    area: EvidenceArea.backgroundExecution,
    startUs: told[0].atUs,
    endUs: told[told.length - 1].atUs,
    bits:
      BACKGROUND_BITS * share +
      (locked * 2 >= unseen.length ? LOCKED_BITS : 0) +
      (started > 0 ? STARTED_BITS : 0) +
      (hidden > 0 ? HIDDEN_SERVICE_BITS : 0) +
      (isRequired ? REQUIRED_BITS : 0),
    statement: `Of ${counted(told.length, 'send')} whose app state is known, ${unseen.length} came from the background${details.length > 0 ? `: ${details.join(', ')}` : ''}.${untold(unknown)}`,
    formula: `${BACKGROUND_BITS} · share + ${LOCKED_BITS} where half were locked or dark + ${STARTED_BITS} where a start without a person came just before + ${HIDDEN_SERVICE_BITS} beside a hidden service + ${REQUIRED_BITS} where the foreground is required`,
    numbers: {
      known: told.length,
      background: unseen.length,
      share,
      locked,
      started,
      hidden,
      required: isRequired ? 1 : 0,
    },
    sources: linesOf(unseen),
    flows: flowsOf(unseen),
  };
}

function foreground(told: readonly Told[], seen: readonly Told[], unknown: number): EvidenceItem {
  return {
    kind: 'foreground',
    area: EvidenceArea.backgroundExecution,
    startUs: told[0].atUs,
    endUs: told[told.length - 1].atUs,
    bits: FOREGROUND_BITS,
    direction: 'exculpatory',
    statement: `Of ${counted(told.length, 'send')} whose app state is known, ${seen.length} came while somebody used the app.${untold(unknown)}`,
    formula: `${FOREGROUND_BITS} bits against, from a share of ${FOREGROUND_SHARE} in the foreground on`,
    numbers: { known: told.length, foreground: seen.length, share: seen.length / told.length },
    sources: linesOf(seen),
    flows: flowsOf(seen),
  };
}

/** No bits: a visible service, or a mixture. But somebody looked, and it is not what a person did. */
function notInUse(
  told: readonly Told[],
  unseen: readonly Told[],
  seen: readonly Told[],
  unknown: number,
): EvidenceItem {
  return {
    kind: 'not_in_use',
    area: EvidenceArea.backgroundExecution,
    startUs: told[0].atUs,
    endUs: told[told.length - 1].atUs,
    bits: 0,
    statement: `Of ${counted(told.length, 'send')} whose app state is known, ${seen.length} came while somebody used the app and ${unseen.length} from the background: the state speaks neither for nor against.${untold(unknown)}`,
    formula: '0 bits: the state is known, and neither half from the background nor nine tenths in the foreground',
    numbers: { known: told.length, foreground: seen.length, background: unseen.length },
    sources: linesOf(told),
    flows: flowsOf(told),
  };
}

/**
 * AN1762 names a locked device beside an app in the background (device_locked). By itself it parts nobody: what plays, navigates or waits for pushes
 * sends on a dark device, too. Without the app's own state it is said, with the lines that tell it, and counts nothing.
 */
function unattended(samples: readonly Told[]): EvidenceItem[] {
  const dark = samples.filter(isUnattended);
  const [first] = dark;
  if (first === undefined) return [];
  return [
    {
      kind: 'device_unattended',
      area: EvidenceArea.backgroundExecution,
      startUs: first.atUs,
      endUs: (dark.at(-1) ?? first).atUs,
      bits: 0,
      statement: `Of ${counted(samples.length, 'send')} whose app state no log tells, ${dark.length} came with the screen off or locked: whether a person wanted ${dark.length === 1 ? 'it' : 'them'} is not known.`,
      formula: '0 bits: a dark or locked device without the state of the app',
      numbers: { sends: samples.length, locked: dark.length },
      sources: linesOf(dark),
      flows: flowsOf(dark),
    },
  ];
}

function isUnattended({ moment }: Told): boolean {
  return moment.locked === true || moment.screenOn === false;
}

function untold(sends: number): string {
  return sends === 0 ? '' : ` Of ${counted(sends, 'more send')} it is not known.`;
}

/** One moment a burst of sends of a flow, or its start. */
function samplesOf(app: AppCase, flows: readonly ChannelFlow[]): Sampled[] {
  const sends = new Map((app.sends ?? []).map((flow) => [flow.flowId, flow.sends]));
  const samples: Sampled[] = [];
  for (const flow of flows) {
    const own = app.sends === undefined ? undefined : sends.get(flow.flowId);
    if (own === undefined || own.length === 0) samples.push({ flow, atUs: flow.startUs });
    let last = Number.NEGATIVE_INFINITY;
    for (const { timeUs } of own ?? []) {
      if (timeUs - last > BURST_US) samples.push({ flow, atUs: timeUs });
      last = timeUs;
    }
  }
  return samples.sort((a, b) => a.atUs - b.atUs);
}

function linesOf(samples: readonly Told[]): string[] {
  return [...new Set(samples.flatMap(({ moment }) => moment.sources))].slice(0, CITED_LINES);
}

function flowsOf(samples: readonly Told[]): string[] {
  return [...new Set(samples.map(({ flow }) => flow.flowId))].slice(0, CITED_LINES * 2);
}
