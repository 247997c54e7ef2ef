// TFTP (RFC 1350 §5): requests that name a file and a mode; or data and acknowledgements of the same block, from the port that the answer chose.

import { hasText, isText, u16be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const DATA = 3;
const ACKNOWLEDGEMENT = 4;
const MODES = ['octet\0', 'netascii\0', 'mail\0', 'OCTET\0', 'NETASCII\0'];
const DATA_BYTES = 516;

export const tftpRecogniser = {
  name: 'tftp',
  transport: 'udp',
  proves:
    'a request for a printable file name in a known mode (chance below 1e-14), or a data block of 512 bytes and the acknowledgement of that block (1e-10)',
  mayBegin: (byte: number) => byte === 0,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { orig, resp } = flow;
    if (isRequest(orig.prefix)) return facts('request for a file');
    const isTransfer =
      (isData(orig.prefix, firstMessageEnd(flow, 1)) &&
        acknowledges(resp.prefix, orig.prefix, firstMessageEnd(flow, 0))) ||
      (isData(resp.prefix, firstMessageEnd(flow, 0)) &&
        acknowledges(orig.prefix, resp.prefix, firstMessageEnd(flow, 1)));
    return isTransfer ? facts('a data block and its acknowledgement') : undefined;
  },
} as const satisfies ServiceRecogniser;

function facts(what: string): ServiceFacts {
  return { service: 'tftp', kind: 'cleartext', reason: `TFTP: ${what}` };
}

function isRequest(bytes: Uint8Array): boolean {
  if (bytes.length < 9 || bytes[0] !== 0 || (bytes[1] !== 1 && bytes[1] !== 2)) return false;
  const nameEnd = bytes.indexOf(0, 2);
  return nameEnd > 2 && isText(bytes, 2, nameEnd) && MODES.some((mode) => hasText(bytes, nameEnd + 1, mode));
}

function isData(bytes: Uint8Array, end: number): boolean {
  return bytes[1] === DATA && bytes[0] === 0 && end === DATA_BYTES;
}

function acknowledges(bytes: Uint8Array, data: Uint8Array, end: number): boolean {
  return end === 4 && bytes[0] === 0 && bytes[1] === ACKNOWLEDGEMENT && u16be(bytes, 2) === u16be(data, 2);
}
