// SNMP 1, 2c and 3 (RFC 3416, RFC 3412), by BER elements that end where the datagram does.

import { BerTag, berElement, berInteger } from '../parse/ber-element.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const VERSION_3 = 3;
const FIRST_PDU = 0xa0;
const LAST_PDU = 0xa8;

export const snmpRecogniser = {
  name: 'snmp',
  transport: 'udp',
  proves:
    'a sequence as long as its datagram: a version, a community and one of nine messages that ends with it, or the header of version 3 (chance below 1e-9)',
  mayBegin: (byte: number) => byte === BerTag.sequence,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (provedMessages(flow, isSnmp, 2) === 0) return undefined;
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
