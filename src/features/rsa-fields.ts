// Values of named fields in cleartext carriers (JSON, forms) that decode to one or more pieces as long as an RSA modulus: HTTP bodies, text of
// WebSocket, what MQTT publishes. One says little; the leading bytes of many of one name, which no modulus exceeds (RFC 8017 §5.1.1), are
// tested over a channel. Facts only.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import { httpBodies } from '../flows/http-bodies.ts';
import { mqttPublications } from '../flows/mqtt-publications.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { readWebSocketStream } from '../flows/websocket-stream.ts';
import { decodeText, percentDecoded } from '../parse/text-coding.ts';
import { isVariedUnit, RSA_UNIT_BYTES } from './rsa-units.ts';

/** Fields of one name, side and size in one flow. */
export interface RsaField {
  readonly name: string;
  readonly fromOriginator: 0 | 1;
  readonly unitBytes: number;
  units: number;
  /** Of the first two bytes of the units, big-endian. */
  leadingMax: number;
  leadingSum: number;
}

/** 128 bytes in base64 without padding. */
const MIN_CHARACTERS = 171;
/** A long plaintext is cut into so many pieces at most; more is another cipher's. */
const MAX_PIECES = 8;
const FIELD_CAP = 8;
const PERCENT = 0x25;
const FIELD = /(?:"([^"\\]{1,64})"\s*:\s*"|(?:^|[&?\s])([\w.[\]-]{1,64})=)([\w+/-]{171,}={0,2})/g;

/** At most eight. For flows that carry ciphertext; in others a field of that size is a key's or a signature's. Never throws. */
export function findRsaFields(flow: FinishedFlow, facts: ServiceFacts | undefined): RsaField[] {
  const found: RsaField[] = [];
  if (facts === undefined) return found;
  for (const [fromOriginator, carriers] of carriersOf(flow, facts)) {
    for (const carrier of carriers) addFields(found, carrier, fromOriginator);
  }
  return found;
}

function carriersOf(flow: FinishedFlow, facts: ServiceFacts): [0 | 1, readonly Uint8Array[]][] {
  if (facts.service === 'http') {
    return [
      [1, httpBodies(flow.orig.prefix, true).map(({ bytes }) => bytes)],
      [0, httpBodies(flow.resp.prefix, false).map(({ bytes }) => bytes)],
    ];
  }
  if (facts.service === 'websocket') {
    const stream = readWebSocketStream(flow);
    return stream === undefined
      ? []
      : [
          [1, stream.orig.textBodies],
          [0, stream.resp.textBodies],
        ];
  }
  if (facts.service !== 'mqtt') return [];
  const { orig, resp } = mqttPublications(flow);
  return [
    [1, orig],
    [0, resp],
  ];
}

function addFields(found: RsaField[], carrier: Uint8Array, fromOriginator: 0 | 1): void {
  if (carrier.length < MIN_CHARACTERS) return;
  const bytes = carrier.includes(PERCENT) ? percentDecoded(carrier) : carrier;
  const text = Buffer.from(bytes).toString('latin1').replaceAll('\\/', '/');
  for (const [, json, form, value] of text.matchAll(FIELD)) {
    const decoded = decodeText(Buffer.from(value, 'latin1'))?.decoded;
    if (decoded === undefined) continue;
    for (const unitBytes of RSA_UNIT_BYTES) {
      if (decoded.length % unitBytes !== 0 || decoded.length > MAX_PIECES * unitBytes) continue;
      addUnits(found, { name: json ?? form, fromOriginator, unitBytes }, decoded);
    }
  }
}

function addUnits(
  found: RsaField[],
  { name, fromOriginator, unitBytes }: Pick<RsaField, 'name' | 'fromOriginator' | 'unitBytes'>,
  decoded: Uint8Array,
): void {
  let field = found.find(
    (known) => known.name === name && known.fromOriginator === fromOriginator && known.unitBytes === unitBytes,
  );
  for (let at = 0; at < decoded.length; at += unitBytes) {
    if (!isVariedUnit(decoded, at)) continue;
    if (field === undefined) {
      if (found.length === FIELD_CAP) return;
      field = { name, fromOriginator, unitBytes, units: 0, leadingMax: 0, leadingSum: 0 };
      found.push(field);
    }
    const leading = (decoded[at] << 8) | decoded[at + 1];
    field.units++;
    field.leadingSum += leading;
    field.leadingMax = Math.max(field.leadingMax, leading);
  }
}
