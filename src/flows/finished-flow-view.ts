// The reused FinishedFlow over a meter's row: scalars copied, prefixes borrowed from the pool, logs read into scratch columns.

import { IpProtocol } from '../parse/packet-view.ts';
import type {
  FinishedFlow,
  FlowSide,
  MessageLog,
  PacketLog,
  PayloadLengthStatistics,
  TlsRecordLog,
} from './finished-flow.ts';
import { MESSAGE_LOG_CAP, PACKET_LOG_CAP, TLS_RECORD_LOG_CAP } from './finished-flow.ts';
import { FlowFlag, Log } from './flow-columns.ts';
import { KEY_WORDS } from './flow-key.ts';
import type { FlowMeter } from './flow-meter.ts';
import type { LogView } from './log-pool.ts';
import { readPayloadLengths } from './payload-lengths.ts';

export class FinishedFlowView implements FinishedFlow {
  protocol = 0;
  origPort = 0;
  respPort = 0;
  startUs = 0;
  endUs = 0;
  readonly orig: FlowSide = emptySide();
  readonly resp: FlowSide = emptySide();
  readonly messages: MessageLog;
  readonly packets: PacketLog;
  readonly origTlsRecords: TlsRecordLog = emptyRecords();
  readonly respTlsRecords: TlsRecordLog = emptyRecords();
  readonly payloadLengths: PayloadLengthStatistics = {
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
  startSeen = false;
  syntheticPackets = false;
  aggregatedPackets = false;
  capturedShare = 1;
  readonly #messageLog = logView(MESSAGE_LOG_CAP);
  readonly #packetLog = logView(PACKET_LOG_CAP);
  readonly #recordLog = logView(TLS_RECORD_LOG_CAP);

  constructor() {
    const messages = this.#messageLog;
    this.messages = {
      count: 0,
      total: 0,
      timeUs: messages.timeUs,
      bytes: messages.bytes,
      fromOriginator: messages.fromOriginator,
      prefixOffset: messages.at,
    };
    const packets = this.#packetLog;
    this.packets = {
      count: 0,
      timeUs: packets.timeUs,
      payloadBytes: packets.bytes,
      fromOriginator: packets.fromOriginator,
    };
  }

  /** `syntheticPackets`: the capture comes from a VPN tap. */
  load(meter: FlowMeter, row: number, syntheticPackets: boolean): void {
    const c = meter.table.columns;
    const ports = c.key[row * KEY_WORDS + 8];
    this.protocol = c.key[row * KEY_WORDS + 9];
    this.origPort = ports >>> 16;
    this.respPort = ports & 0xffff;
    this.startUs = c.startUs[row];
    this.endUs = c.lastUs[row];
    loadSide(this.orig, meter, row * 2);
    loadSide(this.resp, meter, row * 2 + 1);
    this.#loadLogs(meter, row);
    readPayloadLengths(c, row, this.payloadLengths);
    const flags = c.flags[row];
    this.startSeen = (flags & FlowFlag.startSeen) !== 0;
    this.aggregatedPackets = (flags & FlowFlag.aggregated) !== 0;
    this.syntheticPackets = syntheticPackets;
    const payload = this.orig.payloadBytes + this.resp.payloadBytes;
    const captured = c.captured2[row * 2] + c.captured2[row * 2 + 1];
    this.capturedShare = payload === 0 ? 1 : captured / payload;
  }

  #loadLogs(meter: FlowMeter, row: number): void {
    const c = meter.table.columns;
    const logs = meter.payload.logs;
    const at = row * 4;
    logs.read(c.logFirst[at + Log.messages], c.logCount[at + Log.messages], this.#messageLog);
    this.messages.count = this.#messageLog.count;
    this.messages.total = c.messageTotal[row];
    // A datagram is a message: only TCP keeps a packet log of its own.
    const source = this.protocol === IpProtocol.tcp ? Log.packets : Log.messages;
    logs.read(c.logFirst[at + source], Math.min(PACKET_LOG_CAP, c.logCount[at + source]), this.#packetLog);
    this.packets.count = this.#packetLog.count;
    this.#loadRecords(meter, at + Log.tlsOriginator, this.origTlsRecords);
    this.#loadRecords(meter, at + Log.tlsResponder, this.respTlsRecords);
  }

  #loadRecords(meter: FlowMeter, log: number, out: TlsRecordLog): void {
    const c = meter.table.columns;
    const count = c.logCount[log];
    out.count = count;
    if (count === 0) return;
    meter.payload.logs.read(c.logFirst[log], count, this.#recordLog);
    for (let i = 0; i < count; i++) {
      out.lengths[i] = this.#recordLog.bytes[i];
      out.types[i] = this.#recordLog.at[i];
    }
  }
}

function loadSide(side: FlowSide, meter: FlowMeter, cell: number): void {
  const c = meter.table.columns;
  side.packets = c.packets2[cell];
  side.bytes = c.bytes2[cell];
  side.payloadBytes = c.payload2[cell];
  side.streamBytes = c.stream2[cell];
  side.missedBytes = c.missed2[cell];
  side.prefix = meter.payload.prefixes.view(c.prefixBlock[cell], c.prefixBytes[cell]);
  side.late = meter.payload.late.of(cell);
}

function emptySide(): FlowSide {
  return { packets: 0, bytes: 0, payloadBytes: 0, streamBytes: 0, missedBytes: 0, prefix: new Uint8Array(0), late: [] };
}

function emptyRecords(): TlsRecordLog {
  return { count: 0, lengths: new Uint16Array(TLS_RECORD_LOG_CAP), types: new Uint8Array(TLS_RECORD_LOG_CAP) };
}

function logView(cap: number): LogView {
  return {
    count: 0,
    timeUs: new Float64Array(cap),
    bytes: new Uint32Array(cap),
    fromOriginator: new Uint8Array(cap),
    at: new Uint32Array(cap),
  };
}
