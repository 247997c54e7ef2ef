// Builds a FinishedFlow for tests from the messages both sides sent: what the meter would have handed over.

import type { FinishedFlow, FlowSide, MessageLog, PayloadLengthStatistics } from '../../src/flows/finished-flow.ts';
import { PREFIX_BYTES } from '../../src/flows/finished-flow.ts';

export interface SentMessage {
  from: 'orig' | 'resp';
  bytes: Uint8Array;
  /** Seconds after the flow's start; by default the message's index. */
  atSeconds?: number;
}

export function finishedFlow(messages: readonly SentMessage[], overrides: Partial<FinishedFlow> = {}): FinishedFlow {
  const startUs = 1_767_225_600_000_000;
  const sides = { orig: [] as Uint8Array[], resp: [] as Uint8Array[] };
  const offsets = { orig: 0, resp: 0 };
  const log: MessageLog = {
    count: messages.length,
    total: messages.length,
    timeUs: new Float64Array(messages.length),
    bytes: new Uint32Array(messages.length),
    fromOriginator: new Uint8Array(messages.length),
    prefixOffset: new Uint32Array(messages.length),
  };
  const lengths: PayloadLengthStatistics = {
    count: 0,
    sum: 0,
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
  };
  let previous: number | undefined;
  let lastMs = 0;
  let gapSum = 0;
  messages.forEach((message, i) => {
    const n = message.bytes.length;
    log.timeUs[i] = startUs + (message.atSeconds ?? i) * 1e6;
    log.bytes[i] = n;
    log.fromOriginator[i] = message.from === 'orig' ? 1 : 0;
    log.prefixOffset[i] = offsets[message.from];
    offsets[message.from] += n;
    sides[message.from].push(message.bytes);
    const atMs = (message.atSeconds ?? i) * 1e3;
    if (i > 0) {
      const gap = Math.max(0, atMs - lastMs);
      gapSum += gap;
      lengths.sumAbsoluteDeviation += Math.abs(n - lengths.sum / lengths.count);
      lengths.sumAbsoluteGapDeviationMs += Math.abs(gapSum / i - gap);
      lengths.minGapMs = i === 1 ? gap : Math.min(lengths.minGapMs, gap);
      lengths.maxGapMs = Math.max(lengths.maxGapMs, gap);
    }
    lastMs = atMs;
    lengths.min = lengths.count === 0 ? n : Math.min(lengths.min, n);
    lengths.max = Math.max(lengths.max, n);
    lengths.count += 1;
    lengths.sum += n;
    lengths.sumSquares += n ** 2;
    lengths.sumCubes += n ** 3;
    lengths.sumFourths += n ** 4;
    lengths.sumTimeMs += (message.atSeconds ?? i) * 1e3;
    if (previous !== undefined) {
      lengths.sumAbsoluteStep += Math.abs(n - previous);
      if (n !== previous) lengths.switches += 1;
    }
    previous = n;
  });
  const side = (chunks: Uint8Array[]): FlowSide => {
    const all = Buffer.concat(chunks);
    return {
      packets: chunks.length,
      bytes: all.length + 40 * chunks.length,
      payloadBytes: all.length,
      streamBytes: all.length,
      missedBytes: 0,
      prefix: new Uint8Array(all.subarray(0, PREFIX_BYTES)),
      late: [],
    };
  };
  const noRecords = { count: 0, lengths: new Uint16Array(0), types: new Uint8Array(0) };
  const kept = Math.min(20, messages.length);
  return {
    protocol: 6,
    origPort: 40001,
    respPort: 8443,
    startUs,
    endUs: messages.length === 0 ? startUs : (log.timeUs[messages.length - 1] as number),
    orig: side(sides.orig),
    resp: side(sides.resp),
    messages: log,
    packets: {
      count: kept,
      timeUs: log.timeUs.subarray(0, kept),
      payloadBytes: log.bytes.subarray(0, kept),
      fromOriginator: log.fromOriginator.subarray(0, kept),
    },
    origTlsRecords: noRecords,
    respTlsRecords: noRecords,
    payloadLengths: lengths,
    startSeen: true,
    syntheticPackets: false,
    aggregatedPackets: false,
    capturedShare: 1,
    ...overrides,
  };
}
