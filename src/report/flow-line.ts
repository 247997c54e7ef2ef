// A flow as a line of flows.ndjson, in two parts: the head is made where the flow ends, the tail when the app is known.
// Written by hand because JSON.stringify of a row with all its features costs more than measuring them (bench).

import { rfc3339 } from '../base/rfc3339.ts';
import type { FeatureRow } from '../features/feature.ts';
import { NUMBER_FEATURES, VECTOR_FEATURES } from '../features/feature-registry.ts';
import { keysToRecord } from '../features/key-record.ts';
import { shapeToRecord } from '../features/named-shape.ts';
import { addressText } from '../flows/address-text.ts';
import { communityId } from '../flows/community-id.ts';
import type { FlowColumns } from '../flows/flow-columns.ts';
import { flowId } from '../flows/flow-id.ts';
import { KEY_WORDS } from '../flows/flow-key.ts';
import type { AppRecord, EncryptionRecord, EndReason } from '../flows/flow-record.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { historyText } from '../flows/tcp-history.ts';
import { transportName } from '../flows/transport-name.ts';
import { type JsonBytes, preparedText } from './json-bytes.ts';
import { jsonLine } from './safe-text.ts';

const NUMBER_KEYS = NUMBER_FEATURES.map((feature) => preparedText(`,${JSON.stringify(feature.name)}:`));
const VECTOR_KEYS = VECTOR_FEATURES.map((feature) => preparedText(`,${JSON.stringify(feature.name)}:[`));
const FLOW_ID = preparedText('{"flow_id":"');
const COMMUNITY_ID = preparedText('","community_id":"');
const CAPTURE = preparedText('","capture":');
const FIRST_FRAME = preparedText(',"first_frame":');
const LAST_FRAME = preparedText(',"last_frame":');
const START = preparedText(',"start":"');
const DURATION = preparedText('","duration_ms":');
const END_REASON = preparedText(',"end_reason":"');
const TRANSPORT = preparedText('","transport":"');
const ORIGINATOR = preparedText('","orig":{"ip":"');
const RESPONDER = preparedText('},"resp":{"ip":"');
const PORT = preparedText('","port":');
const PACKETS = preparedText(',"packets":');
const BYTES = preparedText(',"bytes":');
const PAYLOAD_BYTES = preparedText(',"payload_bytes":');
const HISTORY = preparedText('},"history":"');
const MISSED = preparedText('","missed_bytes":');
const OPENING_BRACE = 0x7b;
const CLOSING_BRACKET = 0x5d;
const CLOSING_BRACE = 0x7d;
const ENCRYPTION_MARK = ',"encryption":';
const FEATURES_MARK = ',"features":';

/** Writes what is known when a flow ends, without the closing brace; `nanoseconds`: the capture's clock has them. */
export function writeFlowHead(
  out: JsonBytes,
  c: FlowColumns,
  row: number,
  reason: EndReason,
  facts: ServiceFacts | undefined,
  encryption: EncryptionRecord,
  features: FeatureRow,
  nanoseconds: boolean,
): void {
  const at = row * KEY_WORDS;
  const startUs = c.startUs[row];
  out.prepared(FLOW_ID);
  out.ascii(flowId(c.key, at, startUs, c.startNs[row], c.capture[row], c.firstFrame[row]));
  out.prepared(COMMUNITY_ID);
  out.ascii(communityId(c.key, at));
  out.entry(CAPTURE, c.capture[row]);
  out.entry(FIRST_FRAME, c.firstFrame[row]);
  out.entry(LAST_FRAME, c.lastFrame[row]);
  out.prepared(START);
  out.ascii(rfc3339(startUs, nanoseconds ? c.startNs[row] : undefined));
  out.prepared(DURATION);
  out.thousandth(Math.round(c.lastUs[row] - startUs));
  out.prepared(END_REASON);
  out.ascii(reason);
  out.prepared(TRANSPORT);
  out.ascii(transportName(c.key[at + 9]));
  out.prepared(ORIGINATOR);
  writeEndpoint(out, c, row, 0);
  out.prepared(RESPONDER);
  writeEndpoint(out, c, row, 1);
  out.prepared(HISTORY);
  out.ascii(historyText(c, row));
  out.entry(MISSED, c.missed2[row * 2] + c.missed2[row * 2 + 1]);
  let line = '';
  if (facts !== undefined) {
    line += `,"service":${jsonLine(facts.service)}`;
    if (facts.tls !== undefined) line += `,"tls":${jsonLine(facts.tls)}`;
    if (facts.http !== undefined) line += `,"http":${jsonLine(facts.http)}`;
    if (facts.ssh !== undefined) line += `,"ssh":${jsonLine(facts.ssh)}`;
    if (facts.dns !== undefined) line += `,"dns":${jsonLine(facts.dns)}`;
    if (facts.quic !== undefined) line += `,"quic":${jsonLine(facts.quic)}`;
    if (facts.websocket !== undefined) line += `,"websocket":${jsonLine(facts.websocket)}`;
    if (facts.crypto !== undefined) line += `,"crypto":${jsonLine(facts.crypto)}`;
  }
  if (features.keys.length > 0) line += `,"keys":${jsonLine(keysToRecord(features.keys))}`;
  if (features.shape !== undefined) line += `,"shape":${jsonLine(shapeToRecord(features.shape))}`;
  out.text(`${line}${ENCRYPTION_MARK}${jsonLine(encryption)}${FEATURES_MARK}`);
  writeFeatures(out, features);
}

/** The same head with another judgement. */
export function withEncryption(head: Buffer, encryption: EncryptionRecord): Buffer {
  // Quotes in strings are escaped, so neither mark can come from the capture.
  const to = head.lastIndexOf(`${FEATURES_MARK}{`);
  const from = head.lastIndexOf(ENCRYPTION_MARK, to);
  const text = `${ENCRYPTION_MARK}${jsonLine(encryption)}`;
  return Buffer.concat([head.subarray(0, from), Buffer.from(text), head.subarray(to)]);
}

/** What is known when the whole capture was read. */
export interface FlowTail {
  local: 'orig' | 'resp' | undefined;
  continues: string | undefined;
  domain: string | undefined;
  domainSource: 'sni' | 'host' | 'dns' | undefined;
  app: AppRecord | undefined;
  missing: string | undefined;
  /** The keys of its TLS handshake were logged. */
  tlsKeysLogged: boolean;
}

/** Closes the line, newline included. */
export function flowLineTail(tail: FlowTail): string {
  let text = '';
  if (tail.local !== undefined) text += `,"local":"${tail.local}"`;
  if (tail.continues !== undefined) text += `,"continues":"${tail.continues}"`;
  if (tail.domain !== undefined) text += `,"domain":${jsonLine(tail.domain)},"domain_source":"${tail.domainSource}"`;
  if (tail.tlsKeysLogged) text += ',"tls_keys_logged":true';
  if (tail.app !== undefined) text += `,"app":${jsonLine(tail.app)}`;
  else if (tail.missing !== undefined) text += `,"app_missing":${jsonLine(tail.missing)}`;
  return `${text}}\n`;
}

function writeEndpoint(out: JsonBytes, c: FlowColumns, row: number, side: number): void {
  const at = row * KEY_WORDS;
  const ports = c.key[at + 8];
  const cell = row * 2 + side;
  out.ascii(addressText(c.key, at + side * 4));
  out.entry(PORT, side === 0 ? ports >>> 16 : ports & 0xffff);
  out.entry(PACKETS, c.packets2[cell]);
  out.entry(BYTES, c.bytes2[cell]);
  out.entry(PAYLOAD_BYTES, c.payload2[cell]);
}

/** The first comma becomes the brace. */
function writeFeatures(out: JsonBytes, { numbers, vectors }: FeatureRow): void {
  const from = out.length;
  for (let i = 0; i < NUMBER_KEYS.length; i++) {
    const value = numbers[i];
    if (Number.isFinite(value)) out.entry(NUMBER_KEYS[i], value);
  }
  for (let i = 0; i < VECTOR_KEYS.length; i++) {
    const vector = vectors[i];
    if (vector.count === 0) continue;
    const before = out.length;
    out.prepared(VECTOR_KEYS[i]);
    if (out.numbers(vector.values, vector.count)) out.character(CLOSING_BRACKET);
    else out.length = before;
  }
  if (out.length === from) out.character(OPENING_BRACE);
  else out.bytes[from] = OPENING_BRACE;
  out.character(CLOSING_BRACE);
}
