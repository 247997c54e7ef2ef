// TLS records for tests, and the record logs that the meter would have made of a stream.

import type { FinishedFlow, TlsRecordLog } from '../../src/flows/finished-flow.ts';
import { finishedFlow, type SentMessage } from './finished-flow.ts';

export function tlsRecord(type: number, body: Uint8Array): Uint8Array {
  return Uint8Array.from([type, 3, 3, body.length >> 8, body.length & 255, ...body]);
}

export function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A flow of these messages, with its TLS record logs. */
export function flowOfRecords(messages: readonly SentMessage[], overrides: Partial<FinishedFlow> = {}): FinishedFlow {
  const flow = finishedFlow(messages);
  const stream = (from: 'orig' | 'resp') =>
    joined(...messages.filter((message) => message.from === from).map(({ bytes }) => bytes));
  return {
    ...flow,
    origTlsRecords: recordLog(stream('orig')),
    respTlsRecords: recordLog(stream('resp')),
    ...overrides,
  };
}

function recordLog(stream: Uint8Array): TlsRecordLog {
  const log: TlsRecordLog = { count: 0, lengths: new Uint16Array(32), types: new Uint8Array(32) };
  for (let at = 0; at + 5 <= stream.length && log.count < 32; ) {
    if (stream[at] < 20 || stream[at] > 24 || stream[at + 1] !== 3) break;
    const length = (stream[at + 3] << 8) | stream[at + 4];
    log.lengths[log.count] = length;
    log.types[log.count++] = stream[at];
    at += 5 + length;
  }
  return log;
}
