// Ciphertext in the fields of structured text of no known protocol: JSON that is sent as it is.
// Text that is all base64 is a file in transfer more often than a protocol, and is left to its class.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import { describeSealedFields, findSealedFields } from './sealed-fields.ts';
import { STATED_CONFIDENCE } from './stated-confidence.ts';

const BRACE = 0x7b;
const BRACKET = 0x5b;

/** Undefined unless a side begins as JSON and most of it is sealed. Never throws. */
export function findTextCiphertext(flow: FinishedFlow): EncryptionRecord | undefined {
  return judge('originator', flow.orig.prefix) ?? judge('responder', flow.resp.prefix);
}

function judge(side: string, prefix: Uint8Array): EncryptionRecord | undefined {
  if (prefix[0] !== BRACE && prefix[0] !== BRACKET) return undefined;
  const sealed = findSealedFields([{ bytes: prefix, type: undefined }]);
  if (sealed === undefined) return undefined;
  const reasons = [`text of the ${side}: ${describeSealedFields(sealed)}`];
  return { class: 'embedded', scheme: 'text', confidence: STATED_CONFIDENCE.codedFields, reasons };
}
