// A flow as the meter hands it over, made from the messages that both sides sent: for evaluations that draw flows instead of reading captures.

const PREFIX_BYTES = 4096;
const START_US = 1_767_225_600_000_000;
const NO_RECORDS = { count: 0, lengths: new Uint16Array(0), types: new Uint8Array(0) };

/** `messages`: [fromOriginator (1 or 0), bytes][]; `protocol`: 6 TCP, 17 UDP. */
export function messageFlow(messages, protocol = 6) {
  const n = messages.length;
  const log = {
    count: n,
    total: n,
    timeUs: Float64Array.from({ length: n }, (_, i) => START_US + i * 1e6),
    bytes: Uint32Array.from(messages, ([, bytes]) => bytes.length),
    fromOriginator: Uint8Array.from(messages, ([from]) => from),
    prefixOffset: new Uint32Array(n),
  };
  const offsets = [0, 0];
  messages.forEach(([from, bytes], i) => {
    log.prefixOffset[i] = offsets[from];
    offsets[from] += bytes.length;
  });
  const side = (wanted) => {
    const chunks = messages.filter(([from]) => from === wanted).map(([, bytes]) => bytes);
    const all = Buffer.concat(chunks);
    const bytes = all.length;
    return {
      packets: chunks.length,
      bytes: bytes + 40 * chunks.length,
      payloadBytes: bytes,
      streamBytes: bytes,
      missedBytes: 0,
      prefix: new Uint8Array(all.subarray(0, PREFIX_BYTES)),
      late: [],
    };
  };
  const kept = Math.min(20, n);
  return {
    protocol,
    origPort: 40001,
    respPort: 8443,
    startUs: START_US,
    endUs: START_US + n * 1e6,
    orig: side(1),
    resp: side(0),
    messages: log,
    packets: {
      count: kept,
      timeUs: log.timeUs.subarray(0, kept),
      payloadBytes: log.bytes.subarray(0, kept),
      fromOriginator: log.fromOriginator.subarray(0, kept),
    },
    origTlsRecords: NO_RECORDS,
    respTlsRecords: NO_RECORDS,
    payloadLengths: {
      count: n,
      sum: offsets[0] + offsets[1],
      sumSquares: 0,
      sumCubes: 0,
      sumFourths: 0,
      min: 0,
      max: 0,
      sumTimeMs: 0,
      sumAbsoluteStep: 0,
      switches: 0,
      sumAbsoluteDeviation: 0,
      minGapMs: 0,
      maxGapMs: 0,
      sumAbsoluteGapDeviationMs: 0,
    },
    startSeen: true,
    syntheticPackets: false,
    aggregatedPackets: false,
    capturedShare: 1,
  };
}
