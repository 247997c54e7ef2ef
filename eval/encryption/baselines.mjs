// What simpler rules say of a flow's first bytes, in the same run: the censor's rule for fully encrypted traffic
// (Wu et al., USENIX Security 2023, Algorithm 1) and fixed bounds on entropy.

const TCP = 6;
const MIN_POPCOUNT = 3.4;
const MAX_POPCOUNT = 4.6;
const FIRST_PRINTABLE = 6;
const PRINTABLE_SHARE = 0.5;
const PRINTABLE_RUN = 20;
/** nDPI (ndpi_main.h): payload of one of the first packets is "encrypted" from here on. */
const NDPI_ENCRYPTED_ENTROPY = 7.312;
const HTTP_VERBS = ['GET ', 'PUT ', 'POST ', 'HEAD '];

/** In the order in which tables show them. */
export const BASELINES = {
  censor: 'the censor’s rule',
  entropy_first: 'H > 7, first message',
  entropy_pooled: 'H > 7, a direction',
  entropy_packet: 'H ≥ 7.312, one of five messages',
};

/** `{ censor, entropy_first, entropy_pooled, entropy_packet }`: true where the rule calls the flow encrypted. */
export function baselineVerdicts({ protocol, orig, resp, messages }) {
  const first = messages.find(({ fromOriginator }) => fromOriginator)?.bytes ?? new Uint8Array(0);
  return {
    censor: protocol === TCP && first.length > 0 && looksFullyEncrypted(first),
    entropy_first: entropyBits(first) > 7,
    entropy_pooled: Math.max(entropyBits(orig), entropyBits(resp)) > 7,
    entropy_packet: messages.some(({ bytes }) => entropyBits(bytes) >= NDPI_ENCRYPTED_ENTROPY),
  };
}

/** The censor blocks a first payload that none of five exemptions covers. */
export function looksFullyEncrypted(payload) {
  let ones = 0;
  let printable = 0;
  let run = 0;
  let longestRun = 0;
  for (const byte of payload) {
    ones += popcount(byte);
    run = isPrintable(byte) ? run + 1 : 0;
    printable += run > 0 ? 1 : 0;
    longestRun = Math.max(longestRun, run);
  }
  const onesPerByte = ones / payload.length;
  if (onesPerByte <= MIN_POPCOUNT || onesPerByte >= MAX_POPCOUNT) return false;
  if (payload.length >= FIRST_PRINTABLE && payload.subarray(0, FIRST_PRINTABLE).every(isPrintable)) return false;
  if (printable / payload.length > PRINTABLE_SHARE || longestRun > PRINTABLE_RUN) return false;
  const isTls = (payload[0] === 0x16 || payload[0] === 0x17) && payload[1] === 3 && payload[2] <= 9;
  const isHttp = HTTP_VERBS.some((verb) => Buffer.from(payload.subarray(0, verb.length)).toString('latin1') === verb);
  return !isTls && !isHttp;
}

/** Plug-in entropy in bits a byte; 0 of nothing. */
export function entropyBits(bytes) {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] += 1;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  return bits;
}

function isPrintable(byte) {
  return byte >= 0x20 && byte <= 0x7e;
}

function popcount(byte) {
  let ones = 0;
  for (let rest = byte; rest > 0; rest &= rest - 1) ones += 1;
  return ones;
}
