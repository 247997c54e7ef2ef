// Flows of a few messages each, judged by what all of them to one address and port say: those that could not be judged alone, and those that a few
// uniform bytes made ciphertext. Invariant: text, media and flows of which no message was kept are left as they are.

import { MIN_MESSAGES, MIN_POOL_BYTES } from '../features/message-pool.ts';
import { UNIFORMITY_MIN_BYTES } from '../features/uniformity.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import type { SampledMessage } from '../flows/sibling-samples.ts';
import { describeLeft } from './pooled-reason.ts';
import { judgePooledMessages, type PooledJudgement } from './sibling-ciphertext.ts';
import { areOpenTogether, formatTogether } from './sibling-doubt.ts';
import { counted, framesOf, type SiblingFlow } from './sibling-flow.ts';
import { FlowLikeness } from './sibling-likeness.ts';

export interface PoolOutcome {
  readonly isCiphertext: boolean;
  /** Flows whose messages are not like those of the others. */
  readonly unlike: ReadonlySet<number>;
  /** Flows that have no say in what the others are: a few bytes of theirs were uniform, and all together are not, or are what ids look like. */
  readonly silenced: ReadonlySet<number>;
}

/** No capture of the design part has such a flow: the rule of succession of none. */
const OPEN_CONFIDENCE = 0.5;
/** As sure as a pool may be that messages are ciphertext, which it speaks against. */
const FORMAT_CONFIDENCE = 0.75;
/** Of the pool, to overrule what a structured header made of a flow. */
const MIN_BYTES_OVERRULING = 256;
const NONE: PoolOutcome = { isCiphertext: false, unlike: new Set(), silenced: new Set() };

/** Flows that are judged together. */
interface FlowPool {
  readonly flows: readonly SiblingFlow[];
  /** Messages of those that have a say, by position in `flows`. */
  readonly members: ReadonlyMap<number, readonly SampledMessage[]>;
  /** What the flows have in common, as reasons say it. */
  readonly where: string;
  /** What flows become, by position. */
  readonly anew: Map<number, EncryptionRecord>;
}

/**
 * `byBytes`: positions in `flows` that no recogniser named; `where`: what the flows have in common, as reasons say it. What they become is
 * entered in `anew`. Never throws.
 */
export function judgeShortFlows(
  flows: readonly SiblingFlow[],
  byBytes: readonly number[],
  anew: Map<number, EncryptionRecord>,
  where = 'to the same address and port',
): PoolOutcome {
  // What speaks text beside them says that the service is none of one protocol.
  if (flows.some(isText))
    return {
      isCiphertext: false,
      unlike: new Set(),
      silenced: new Set(byBytes.filter((i) => flows[i].messages().length > 0)),
    };
  const members = new Map<number, readonly SampledMessage[]>();
  for (const i of byBytes) {
    // What a flow says in its midst may be media or an archive.
    if (!flows[i].startSeen || flows[i].class === 'compressed') continue;
    const messages = flows[i].messages();
    if (messages.length > 0) members.set(i, messages);
  }
  const pool: FlowPool = { flows, members, where, anew };
  if (members.size < 2 || isTooLittle(pool)) return NONE;
  const judged = judgePooledMessages([...members.values()]);
  if (judged.verdict === 'unclear') {
    if (judged.isLikeIds) doubt(pool, judged);
    else doubtHeaders(pool, judged);
    return { isCiphertext: false, unlike: new Set(), silenced: new Set(judged.isLikeIds ? members.keys() : []) };
  }
  if (judged.verdict === 'ciphertext') {
    const unlike = new Set<number>();
    for (const [i, messages] of members) {
      const carries = judged.carries(messages);
      if (carries === false) unlike.add(i);
      if (carries !== true || flows[i].class === 'custom') continue;
      if (flows[i].class === 'cleartext' && judged.bytes < MIN_BYTES_OVERRULING) continue;
      anew.set(i, {
        class: 'custom',
        confidence: judged.confidence,
        reasons: [withOthers(pool, i), ...judged.reasons],
      });
    }
    return { isCiphertext: true, unlike, silenced: new Set() };
  }
  const alone = [...members.keys()].filter((i) => flows[i].class === 'custom' && !flows[i].isByKind);
  if (alone.length > 0) {
    outvote(pool, alone, judged);
    doubtHeaders(pool, judged);
  }
  return { isCiphertext: false, unlike: new Set(), silenced: new Set(members.keys()) };
}

/** None of them is ciphertext that could be doubted, and together they cannot be. */
function isTooLittle({ flows, members }: FlowPool): boolean {
  const count = [0, 0];
  const sum = [0, 0];
  for (const [i, messages] of members) {
    if (flows[i].class === 'custom') return false;
    for (const { fromOriginator, bytes } of messages) {
      count[fromOriginator]++;
      sum[fromOriginator] += bytes.length;
    }
  }
  return [0, 1].every((side) => count[side] < MIN_MESSAGES || sum[side] < MIN_POOL_BYTES);
}

function isText({ class: name, isByBytes, service }: SiblingFlow): boolean {
  return name === 'cleartext' && !isByBytes && service === undefined;
}

/** What made them ciphertext is what all of them say, and an id in each message. */
function doubt(pool: FlowPool, { reasons }: PooledJudgement): void {
  const { flows, members, anew } = pool;
  for (const i of members.keys()) {
    if (flows[i].class !== 'custom' || flows[i].isByKind) continue;
    anew.set(i, { class: 'unknown', confidence: 0, reasons: [withOthers(pool, i), ...reasons] });
  }
}

/** What made them ciphertext is mostly the header that all have: behind it, too little is left to be judged. */
function doubtHeaders(pool: FlowPool, { bodyBytes, reasons }: PooledJudgement): void {
  const { flows, members, anew } = pool;
  for (const [i, messages] of members) {
    if (flows[i].class !== 'custom' || flows[i].isByKind || anew.has(i)) continue;
    const left = bodyBytes(messages);
    if (left >= UNIFORMITY_MIN_BYTES) continue;
    const why = [withOthers(pool, i), ...reasons, describeLeft(left)];
    anew.set(i, { class: 'unknown', confidence: 0, reasons: why });
  }
}

/** `alone`: members that are ciphertext by themselves. They become what all together are, where they say the same or nothing of their own. */
function outvote(pool: FlowPool, alone: readonly number[], { format: known, listing, reasons }: PooledJudgement): void {
  const { members, anew } = pool;
  const own = alone.map((i) => members.get(i) ?? []);
  const format = known ?? formatTogether(own);
  const areOpen = format !== undefined || areOpenTogether(own, [...members.values()]);
  const likeness = new FlowLikeness(members);
  for (const i of alone) {
    if (!areOpen && !isList(members.get(i) ?? [], listing) && !likeness.saysTheSame(i)) continue;
    const why = ['uniform by itself', withOthers(pool, i), ...reasons];
    anew.set(
      i,
      format === undefined
        ? { class: 'cleartext', confidence: OPEN_CONFIDENCE, reasons: why }
        : { class: 'compressed', scheme: format, confidence: FORMAT_CONFIDENCE, reasons: why },
    );
  }
}

/** It has messages that a field was found to count records in. */
function isList(messages: readonly SampledMessage[], listing: readonly (0 | 1)[]): boolean {
  return messages.some(({ fromOriginator }) => listing.includes(fromOriginator));
}

function withOthers({ flows, members, where }: FlowPool, i: number): string {
  const others = [...members.keys()].filter((other) => other !== i);
  return `with ${others.length === 1 ? 'one other flow' : counted(others.length).replace(' ', ' other ')} ${where} (${framesOf(flows, others)})`;
}
