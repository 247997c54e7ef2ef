// What the flows to one address and port say of each other: one service speaks one protocol. Flows met in mid-flow are what their siblings were
// named, few that differ from most of them are what most are, and those too short to be judged alone are judged together.
// Invariant: a flow that a recogniser named by its opening keeps its class.

import type { EncryptionRecord } from '../flows/flow-record.ts';
import { decimals } from './reason-text.ts';
import { findSealedFields } from './sealed-fields.ts';
import { judgePooledMessages } from './sibling-ciphertext.ts';
import { judgeDnsLookups } from './sibling-dns.ts';
import { are, counted, framesOf, type SiblingFlow } from './sibling-flow.ts';
import { judgeShortFlows } from './sibling-pool.ts';
import { STATED_CONFIDENCE } from './stated-confidence.ts';

const { namedSibling: NAMED_CONFIDENCE, sibling: VOTED_CONFIDENCE } = STATED_CONFIDENCE;
/** No capture of the design part has such a flow: the rule of succession of none. */
const OUTVOTED_CONFIDENCE = 0.5;
/** Surer ones are not overruled by their siblings. */
const SURE = 0.9;
const MIN_VOTES = 2;
const POOLED_FLOWS = 64;
/** Services of flows that imitate a protocol. */
export const IMITATION = 'fake-';
/** Its messages are carried in the clear, without a type. */
const CARRIER = 'mqtt';
const LOOKUP = 'dns';

/** Flows that are judged anew, by position in `flows`: all of one address, port and transport, in their order. Never throws. */
export function judgeSiblings(flows: readonly SiblingFlow[]): Map<number, EncryptionRecord> {
  const anew = new Map<number, EncryptionRecord>();
  if (flows.length < MIN_VOTES) return anew;
  const positions = flows.map((_, i) => i);
  const byBytes = positions.filter((i) => flows[i].isByBytes);
  const open = positions.filter((i) => isNamedOpenly(flows[i]));
  const custom = positions.filter((i) => isNamedCustom(flows[i]));
  if (custom.length > 0 && open.length === 0) asNamed(flows, custom, anew);
  else if (open.length > 0 && custom.length === 0) asOpenlyNamed(flows, open, byBytes, anew);
  else if (open.length === 0) amongThemselves(flows, byBytes, anew);
  carriers(flows, positions, anew);
  lookups(flows, positions, anew);
  return anew;
}

function isNamedCustom({ class: name, isByBytes, startSeen, scheme }: SiblingFlow): boolean {
  return name === 'custom' && !isByBytes && startSeen && scheme !== undefined;
}

/** By its opening, as a standard protocol or one in the clear. */
function isNamedOpenly({ class: name, isByBytes, isRecordsOnly, service }: SiblingFlow): boolean {
  if (isByBytes || isRecordsOnly || service === undefined || service.startsWith(IMITATION)) return false;
  return name === 'standard' || name === 'cleartext';
}

/** Siblings of flows whose custom protocol was named. */
function asNamed(flows: readonly SiblingFlow[], named: readonly number[], anew: Map<number, EncryptionRecord>): void {
  const { scheme } = flows[named[0]];
  const reason = `${counted(named.length)} to the same address and port ${are(named)} ${scheme} (${framesOf(flows, named)})`;
  for (const [i, flow] of flows.entries()) {
    const isSameImitation = flow.service === scheme && (flow.class === 'cleartext' || flow.class === 'unknown');
    const isLate = flow.isByBytes && (!flow.startSeen || named.length >= MIN_VOTES);
    if ((!isSameImitation && !isLate && !flow.isRecordsOnly) || hasFormat(flow)) continue;
    anew.set(i, { class: 'custom', ...as(scheme), confidence: NAMED_CONFIDENCE, reasons: [reason] });
  }
}

/** Flows without an opening beside others that a recogniser named by theirs. Of datagrams nobody knows whether they are the first. */
function asOpenlyNamed(
  flows: readonly SiblingFlow[],
  named: readonly number[],
  byBytes: readonly number[],
  anew: Map<number, EncryptionRecord>,
): void {
  const { class: name, scheme, service, transport } = flows[named[0]];
  const outnumbers = named.length >= byBytes.length;
  const reason = `no opening was captured; ${counted(named.length)} to the same address and port ${are(named)} ${service ?? scheme} (${framesOf(flows, named)})`;
  for (const i of byBytes) {
    const isLate = transport === 'tcp' ? !flows[i].startSeen : outnumbers;
    if (isLate && flows[i].class !== 'compressed')
      anew.set(i, { class: name, ...as(scheme), confidence: NAMED_CONFIDENCE, reasons: [reason] });
  }
}

/** Flows that bytes alone judge: short ones are tested together, and of the others the many decide for the few. */
function amongThemselves(
  flows: readonly SiblingFlow[],
  byBytes: readonly number[],
  anew: Map<number, EncryptionRecord>,
): void {
  const { isCiphertext, unlike, silenced } = judgeShortFlows(flows, byBytes, anew);
  const custom = byBytes.filter((i) => flows[i].class === 'custom' && !anew.has(i) && !silenced.has(i));
  const clear = byBytes.filter(
    (i) => (flows[i].class === 'cleartext' || flows[i].class === 'compressed') && !anew.has(i),
  );
  if (custom.length >= MIN_VOTES && custom.length > clear.length) {
    const reason = `${counted(custom.length)} to the same address and port ${are(custom)} ciphertext (${framesOf(flows, custom)})`;
    for (const i of byBytes) {
      if (flows[i].class !== 'custom' && !hasFormat(flows[i]) && !anew.has(i) && !unlike.has(i))
        anew.set(i, { class: 'custom', confidence: VOTED_CONFIDENCE, reasons: [reason] });
    }
  } else if (clear.length >= MIN_VOTES && clear.length > 2 * custom.length && !isCiphertext) {
    const reason = `uniform by itself, but ${counted(clear.length)} to the same address and port ${are(clear)} not (${framesOf(flows, clear)})`;
    for (const i of custom) {
      if (flows[i].confidence < SURE)
        anew.set(i, { class: flows[clear[0]].class, confidence: OUTVOTED_CONFIDENCE, reasons: [reason] });
    }
  }
}

/** Compressed, or media, by more than a raw stream that happened to decompress. */
function hasFormat({ class: name, scheme }: SiblingFlow): boolean {
  return name === 'compressed' && scheme !== 'brotli' && scheme !== 'deflate';
}

/** Connections that publish too little to be judged alone. */
function carriers(
  flows: readonly SiblingFlow[],
  positions: readonly number[],
  anew: Map<number, EncryptionRecord>,
): void {
  const open = positions.filter(
    (i) => flows[i].service === CARRIER && flows[i].class === 'cleartext' && flows[i].messages().length > 0,
  );
  if (open.length === 0) return;
  const sealed = positions.filter((i) => flows[i].service === CARRIER && flows[i].class === 'embedded');
  if (sealed.length >= MIN_VOTES && sealed.length > open.length) {
    const reason = `what ${counted(sealed.length)} to the same address and port publish${sealed.length === 1 ? 'es' : ''} is ciphertext (${framesOf(flows, sealed)})`;
    for (const i of open)
      anew.set(i, { class: 'embedded', scheme: CARRIER, confidence: VOTED_CONFIDENCE, reasons: [reason] });
    return;
  }
  const published = open.map((i) => flows[i].messages());
  const judged = judgePooledMessages(published);
  const pooled = judged.verdict === 'ciphertext' ? judged : undefined;
  const messages = published.slice(0, POOLED_FLOWS).flat();
  const fields = pooled ?? findSealedFields(messages.map(({ bytes }) => ({ bytes, type: undefined })));
  if (fields === undefined || open.length < MIN_VOTES) return;
  const what =
    'share' in fields
      ? `${decimals(fields.share * 100, 0)} % of it are ${fields.codings} fields that are uniform together`
      : 'it is uniform together';
  const reason = `what ${counted(open.length)} to the same address and port publish (${framesOf(flows, open)}): ${what}`;
  const confidence = pooled?.confidence ?? VOTED_CONFIDENCE;
  for (const i of open) {
    anew.set(i, { class: 'embedded', scheme: CARRIER, confidence, reasons: [reason, ...(pooled?.reasons ?? [])] });
  }
}

/** Lookups that carry too little to be judged alone. */
function lookups(
  flows: readonly SiblingFlow[],
  positions: readonly number[],
  anew: Map<number, EncryptionRecord>,
): void {
  const asking = positions.filter((i) => flows[i].service === LOOKUP);
  for (const [i, record] of judgeDnsLookups(new Map(asking.map((i) => [i, flows[i].messages()])))) {
    if (flows[i].class === 'cleartext') anew.set(i, record);
  }
}

function as(scheme: string | undefined): { scheme?: string } {
  return scheme === undefined ? {} : { scheme };
}
