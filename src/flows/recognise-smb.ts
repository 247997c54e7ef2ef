// SMB over TCP behind its NetBIOS session header (MS-SMB2 §2.1), and NetBIOS sessions themselves (RFC 1002 §4.3). SMB 3 encrypts whole messages.

import { hasText, u16be, u24be } from '../base/byte-words.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const SESSION_REQUEST = 0x81;
const ENCODED_NAME_BYTES = 32;
const MARKS = new Set([0xff, 0xfe, 0xfd]);
const ENCRYPTED = 0xfd;

export const smbRecogniser = {
  name: 'smb',
  services: ['smb', 'netbios-ssn'],
  transport: 'tcp',
  proves:
    'a session message that holds the four bytes of an SMB header (chance 1e-11), or a session request with two encoded names',
  mayBegin: (byte: number) => byte === 0 || (byte >= SESSION_REQUEST && byte <= SESSION_REQUEST + 4),
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const mark = smbMark(flow.orig) ?? smbMark(flow.resp);
    if (mark === ENCRYPTED)
      return { service: 'smb', kind: 'standard', scheme: 'smb3', reason: 'SMB 3 encrypted messages' };
    if (mark !== undefined) return { service: 'smb', kind: 'cleartext', reason: 'SMB messages' };
    if (!isSessionRequest(flow.orig.prefix)) return undefined;
    return { service: 'netbios-ssn', kind: 'cleartext', reason: 'NetBIOS session request' };
  },
} as const satisfies ServiceRecogniser;

/** The first byte of the SMB header, of the first message or of the one behind a session request or its answer. */
function smbMark({ prefix }: FlowSide): number | undefined {
  let at = 0;
  if (prefix[0] >= SESSION_REQUEST && prefix[0] <= SESSION_REQUEST + 4) at = 4 + u16be(prefix, 2);
  if (prefix[at] !== 0 || u24be(prefix, at + 1) < ENCODED_NAME_BYTES) return undefined;
  return MARKS.has(prefix[at + 4]) && hasText(prefix, at + 5, 'SMB') ? prefix[at + 4] : undefined;
}

function isSessionRequest(prefix: Uint8Array): boolean {
  if (prefix[0] !== SESSION_REQUEST || u16be(prefix, 2) !== 68 || prefix.length < 72) return false;
  for (const name of [4, 38]) {
    if (prefix[name] !== ENCODED_NAME_BYTES) return false;
    for (let i = 1; i <= ENCODED_NAME_BYTES; i++) if (prefix[name + i] < 0x41 || prefix[name + i] > 0x50) return false;
  }
  return true;
}
