// IEC 60870-5-104, telecontrol of power grids, by units that begin with 68, chain by their lengths and have legal control fields.

import { isZero } from '../base/byte-words.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const START = 0x68;
const HEADER_BYTES = 6;
/** Start and stop of data transfer and test, asked for and confirmed. */
const UNNUMBERED = new Set([0x07, 0x0b, 0x13, 0x23, 0x43, 0x83]);
const LAST_TYPE = 127;
const LAST_CAUSE = 47;
/** Control fields, type, qualifier, cause and common address: counted by the unit's length. */
const HEADER_OF_UNIT = 10;
const ADDRESS_BYTES = 3;
/** Bytes of an information element by type (IEC 60870-5-101 §7.3). */
const ELEMENT_BYTES = new Map([
  [1, 1],
  [3, 1],
  [5, 2],
  [7, 5],
  [9, 3],
  [11, 3],
  [13, 5],
  [15, 5],
  [21, 2],
  [30, 8],
  [31, 8],
  [32, 9],
  [33, 12],
  [34, 10],
  [35, 10],
  [36, 12],
  [37, 12],
  [45, 1],
  [46, 1],
  [47, 1],
  [48, 3],
  [49, 3],
  [50, 5],
  [58, 8],
  [59, 8],
  [60, 8],
  [61, 10],
  [62, 10],
  [63, 12],
  [70, 1],
  [100, 1],
  [101, 1],
  [102, 0],
  [103, 7],
  [104, 2],
  [105, 1],
  [106, 2],
  [107, 9],
]);

export const iec104Recogniser = {
  name: 'iec104',
  transport: 'tcp',
  proves:
    'a unit of six bytes of which at most two may differ (chance below 2e-10), or an information unit whose objects fill it (4e-9), or three units that chain (1e-10)',
  mayBegin: (byte: number) => byte === START,
  recognise({ orig, resp }: FinishedFlow): ServiceFacts | undefined {
    const fromOrig = weight(orig);
    const fromResp = weight(resp);
    if (fromOrig === undefined || fromResp === undefined || fromOrig + fromResp < 3) return undefined;
    return { service: 'iec104', kind: 'cleartext', reason: 'IEC 60870-5-104 units that chain' };
  },
} as const satisfies ServiceRecogniser;

/** Whether so many objects of the type fill the unit: one address for all of a sequence, else one each. */
function hasObjects(type: number, qualifier: number, bytes: number): boolean {
  const element = ELEMENT_BYTES.get(type);
  const count = qualifier & 0x7f;
  if (element === undefined || count === 0) return false;
  return bytes === (qualifier >= 0x80 ? ADDRESS_BYTES + count * element : count * (ADDRESS_BYTES + element));
}

/** How much the units of a side prove, 3 for one without number; 0 for silence, undefined where the bytes are none. */
function weight({ prefix, streamBytes }: FlowSide): number | undefined {
  let sum = 0;
  for (let at = 0; at < prefix.length && sum < 12; ) {
    if (at + HEADER_BYTES > prefix.length) return prefix.length < streamBytes ? sum : proved(sum);
    const length = prefix[at + 1];
    if (prefix[at] !== START || length < 4) return proved(sum);
    const control = prefix[at + 2];
    if ((control & 3) === 3) {
      if (length !== 4 || !UNNUMBERED.has(control) || !isZero(prefix, at + 3, at + HEADER_BYTES)) return proved(sum);
      sum += 3;
    } else if ((control & 3) === 1) {
      if (length !== 4 || control !== 1 || prefix[at + 3] !== 0 || (prefix[at + 4] & 1) === 1) return proved(sum);
      sum += 3;
    } else {
      if (length < 10 || (prefix[at + 4] & 1) === 1) return proved(sum);
      const type = prefix[at + 6];
      const cause = prefix[at + 8] & 0x3f;
      if (type === 0 || type > LAST_TYPE || cause === 0 || cause > LAST_CAUSE) return proved(sum);
      sum += hasObjects(type, prefix[at + 7], length - HEADER_OF_UNIT) ? 3 : 1;
    }
    at += 2 + length;
  }
  return sum;
}

/** What follows a unit that proves itself may be damaged. */
function proved(sum: number): number | undefined {
  return sum >= 3 ? sum : undefined;
}
