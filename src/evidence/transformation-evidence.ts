// Evidence of the transformation area: the app's own ciphertext found in what it sent (by content, or by lengths under one overhead), and blobs
// that it wrote to files before it sent something.

import { counted } from '../base/counted.ts';
import { LENGTH_TRIALS, matchLengths } from '../models/length-match.ts';
import { decimals } from '../models/reason-text.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { AppCase, FlowSends, PlacedMatch } from './app-case.ts';
import { timelyOutputs } from './crypto-evidence.ts';
import { CITED_LINES, type EvidenceItem } from './evidence-item.ts';
import { cited, span } from './key-evidence.ts';

// Chance is excluded by hundreds of bits, but honest apps with ciphertext of their own send it too: that the bytes are the app's is certain,
// what they are for is not.
const CONTENT_BITS = 6;
const LENGTH_BITS = 4;
const BLOB_BITS = 1;
/** Pairs of lengths need less than one chance in a thousand. */
const LENGTH_MAX_P = 1e-3;

/** One channel in which ciphertext of the app was found. */
export interface ChannelTransformation {
  readonly channelId: string;
  readonly item: EvidenceItem;
}

/** By channel; `nameOf` gives its destination. */
export function transformationEvidence(app: AppCase, nameOf: (channelId: string) => string): ChannelTransformation[] {
  const byChannel = new Map<string, FlowSends[]>();
  for (const flow of app.sends ?? []) {
    const known = byChannel.get(flow.channelId);
    if (known === undefined) byChannel.set(flow.channelId, [flow]);
    else known.push(flow);
  }
  const found: ChannelTransformation[] = [];
  for (const [channelId, flows] of byChannel) {
    const item = content(flows, nameOf(channelId)) ?? lengths(app, flows, nameOf(channelId), byChannel.size);
    if (item !== undefined) found.push({ channelId, item });
  }
  return found;
}

/** Blobs in files: of the app, not of a channel. */
export function blobEvidence(app: AppCase): EvidenceItem[] {
  const blobs = timelyOutputs(app).filter(({ event }) => event.action === 'file_write');
  if (blobs.length === 0) return [];
  return [
    {
      kind: 'blob_written',
      area: EvidenceArea.ciphertextTransformation,
      ...span(blobs),
      bits: BLOB_BITS,
      statement: `The app wrote ${counted(blobs.length, 'encrypted file')}.`,
      formula: `${BLOB_BITS} bit for any`,
      numbers: { files: blobs.length },
      sources: cited(blobs),
    },
  ];
}

function content(flows: readonly FlowSends[], destination: string): EvidenceItem | undefined {
  const matches = flows.flatMap(({ matches: own, flowId }) => own.map((match) => ({ match, flowId })));
  if (matches.length === 0) return undefined;
  matches.sort((a, b) => a.match.timeUs - b.match.timeUs);
  const outputs = new Set(matches.map(({ match }) => match.cause.source));
  const codings = [...new Set(matches.map(({ match }) => match.coding))].sort();
  const whole = matches.filter(({ match }) => match.isWhole).length;
  const prefixed = matches.filter(({ match }) => match.lengthPrefixBytes !== undefined).length;
  const weakest = matches.reduce((least, { match }) => Math.min(least, match.bits), Number.POSITIVE_INFINITY);
  const delaysUs = matches.map(({ match }) => match.cause.captureUs - match.timeUs).filter((us) => us > 0);
  const lateMs = Math.round(delaysUs.reduce((most, us) => Math.max(most, us), 0) / 1000);
  const late =
    delaysUs.length === 0
      ? ''
      : ` ${delaysUs.length} of them were logged after they had left, by up to ${lateMs} ms: the log is late by that, and the order of its calls and the sends says little.`;
  const shown = matches.slice(0, CITED_LINES);
  return {
    kind: 'content_match',
    area: EvidenceArea.ciphertextTransformation,
    startUs: matches[0].match.timeUs,
    endUs: matches[matches.length - 1].match.timeUs,
    bits: CONTENT_BITS,
    statement:
      `${counted(outputs.size, 'output')} of the app's own encryption went to ${destination} as ${codings.join(' and ')}` +
      `${whole > 0 ? `, ${whole} of them whole by their SHA-256` : ''}${prefixed > 0 ? `, ${prefixed} behind a field with their length` : ''}` +
      ` (at least ${decimals(weakest, 0)} bits against chance).${late}`,
    formula: `${CONTENT_BITS} bits for any output found; against chance: 8, 6 or 4 bits a byte, 256 for a hash, less log2(bytes searched · codings · outputs)`,
    numbers: {
      outputs: outputs.size,
      matches: matches.length,
      whole,
      length_prefixed: prefixed,
      chance_bits: weakest,
      logged_late: delaysUs.length,
      late_ms: lateMs,
    },
    sources: shown.flatMap(({ match, flowId }) => sourcesOf(match, flowId)),
    flows: [...new Set(matches.map(({ flowId }) => flowId))].slice(0, CITED_LINES * 2),
  };
}

function sourcesOf({ frame, offset, length, side, cause }: PlacedMatch, flowId: string): string[] {
  return [`frame ${frame}`, `stream ${flowId} ${side} ${offset}+${length}`, cause.source];
}

/** `channels`: how many of the app's channels are asked, which the p-value pays for. */
function lengths(
  app: AppCase,
  flows: readonly FlowSends[],
  destination: string,
  channels: number,
): EvidenceItem | undefined {
  const outputs = timelyOutputs(app)
    .filter(({ event }) => event.outputBytes !== undefined && event.outputBytes > 0 && event.isUndated !== true)
    .map(({ event, captureUs }) => ({ timeUs: captureUs, bytes: event.outputBytes as number }));
  const messages = flows.flatMap(({ sends }) => sends).sort((a, b) => a.timeUs - b.timeUs);
  const match = matchLengths(outputs, messages);
  if (match === undefined) return undefined;
  const { hits, events, overheadBytes, scale, chance } = match;
  const pValue = Math.min(1, match.pValue * channels);
  if (pValue > LENGTH_MAX_P) return undefined;
  const form = scale === 1 ? '' : scale === 2 ? ' in hex' : ' in base64';
  const sent = messages.slice(0, CITED_LINES);
  return {
    kind: 'length_match',
    area: EvidenceArea.ciphertextTransformation,
    startUs: messages[0].timeUs,
    endUs: messages[messages.length - 1].timeUs,
    bits: Math.min(LENGTH_BITS, -Math.log2(pValue)),
    statement: `${hits} of ${counted(events, 'message')} to ${destination} are as long as the ciphertext made just before${form} plus ${overheadBytes} bytes (chance ${pValue.toExponential(1)}).`,
    formula: `min(${LENGTH_BITS}, −log2(P(Binomial(events, chance) ≥ hits) · ${LENGTH_TRIALS.join(' · ')} · channels))`,
    numbers: { hits, events, overhead_bytes: overheadBytes, scale, chance, channels, p_value: pValue },
    sources: sent.map(({ frame }) => `frame ${frame}`),
    flows: flows.slice(0, CITED_LINES * 2).map(({ flowId }) => flowId),
  };
}
