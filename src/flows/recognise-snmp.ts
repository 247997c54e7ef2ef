// SNMP 1, 2c and 3 (RFC 3416, RFC 3412), by BER elements that end where the datagram does. Messages of version 3 whose contents are a string of
// bytes instead of a sequence are encrypted (RFC 3412 §6), with DES or AES (RFC 3414, RFC 3826).

import { BerTag, berElement, berInteger } from '../parse/ber-element.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { messageEnd, provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const VERSION_3 = 3;
const FIRST_PDU = 0xa0;
const LAST_PDU = 0xa8;
/** The engine's id and its clock are asked for in the clear, once or twice, before anything is encrypted. */
const MOST_MESSAGES = 12;

export const snmpRecogniser = {
  name: 'snmp',
  transport: 'udp',
  proves:
    'a sequence as long as its datagram: a version, a community and one of nine messages that ends with it, or the header of version 3 (chance below 1e-9)',
  mayBegin: (byte: number) => byte === BerTag.sequence,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (provedMessages(flow, isSnmp, 2) === 0) return undefined;
    if (hasSealedMessage(flow)) {
      return {
        service: 'snmp',
        kind: 'standard',
        scheme: 'snmpv3',
        reason: 'SNMP 3 messages, their contents encrypted',
      };
    }
    return { service: 'snmp', kind: 'cleartext', reason: 'SNMP messages as long as their datagrams' };
  },
} as const satisfies ServiceRecogniser;

function isSnmp(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  const whole = berElement(bytes, start, end);
  if (whole?.tag !== BerTag.sequence || whole.end !== start + wireBytes) return false;
  const version = berElement(bytes, whole.start, end);
  if (version === undefined) return false;
  const number = berInteger(bytes, version);
  const next = berElement(bytes, version.end, end);
  if (number === undefined || next === undefined) return false;
  if (number === VERSION_3) return next.tag === BerTag.sequence && next.end < whole.end;
  if (number > 2 || next.tag !== BerTag.octetString) return false;
  const pdu = berElement(bytes, next.end, end);
  return pdu !== undefined && pdu.tag >= FIRST_PDU && pdu.tag <= LAST_PDU && pdu.end === whole.end;
}

function hasSealedMessage(flow: FinishedFlow): boolean {
  const { messages, orig, resp } = flow;
  const count = Math.min(messages.count, MOST_MESSAGES);
  for (let i = 0; i < count; i++) {
    const { prefix } = messages.fromOriginator[i] === 1 ? orig : resp;
    const start = messages.prefixOffset[i];
    if (start < prefix.length && isSealed(prefix, start, messageEnd(flow, i), messages.bytes[i])) return true;
  }
  return false;
}

/** Version, header, security parameters, and contents that are no sequence: each where the one before ends. */
function isSealed(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  if (!isSnmp(bytes, start, end, wireBytes)) return false;
  const whole = berElement(bytes, start, end);
  const version = whole && berElement(bytes, whole.start, end);
  if (version === undefined || berInteger(bytes, version) !== VERSION_3) return false;
  const header = berElement(bytes, version.end, end);
  const parameters = header && berElement(bytes, header.end, end);
  if (parameters?.tag !== BerTag.octetString) return false;
  const contents = berElement(bytes, parameters.end, end);
  return contents?.tag === BerTag.octetString && contents.end === whole?.end;
}
