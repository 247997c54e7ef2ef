// Runs test packets through the reading of an analysis, in this thread: what the rest of run/ gets to see.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DnsNameLookup } from '../../src/flows/dns-names.ts';
import { LocalSide } from '../../src/flows/local-side.ts';
import { AppJoin } from '../../src/run/app-join.ts';
import { analyzeOptions } from '../../src/run/config.ts';
import { Progress } from '../../src/run/progress.ts';
import { ResolvedFlows } from '../../src/run/resolved-flows.ts';
import { runShardPool, type ShardPoolResult, type ShardPoolTask } from '../../src/run/shard-pool.ts';
import { emptyTelemetry } from '../../src/telemetry/telemetry-reader.ts';
import { pcapFile, START_US } from './capture-bytes.ts';
import { ipPacket, type TestPacket } from './packets.ts';

/** Link type RAW: the frame is the IP packet. */
const RAW = 101;

/** A pcap file; `atUs` counts from the beginning of 2026. */
export function captureOf(packets: readonly TestPacket[]): Buffer {
  const records = packets.map((packet) => ({ bytes: ipPacket(packet), timeUs: START_US + (packet.atUs ?? 0) }));
  return pcapFile(records, { linkType: RAW });
}

export async function* chunksOf(bytes: Uint8Array, chunkBytes: number = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

export const SETTINGS: ShardPoolTask['settings'] = {
  maxFlows: 1000,
  startUs: undefined,
  endUs: undefined,
  keep: undefined,
  proprietary: true,
};

/** Reads captures in memory or files, with spill files unless told otherwise. */
export function readWith(task: Partial<ShardPoolTask>, progress: Progress = new Progress(1)): Promise<ShardPoolResult> {
  const whole = { pieces: undefined, stream: undefined, workers: 1, settings: SETTINGS, spill: undefined, ...task };
  return runShardPool(whole, progress);
}

export interface Analysed {
  readonly pool: ShardPoolResult;
  readonly flows: ResolvedFlows;
}

export async function analysed(
  packets: readonly TestPacket[],
  { local = [], settings = {} }: { local?: string[]; settings?: Partial<ShardPoolTask['settings']> } = {},
): Promise<Analysed> {
  const pool = await readWith({
    stream: chunksOf(captureOf(packets)),
    settings: { ...SETTINGS, ...settings },
    spill: { folder: spillFolder(), prefix: '.spill.' },
  });
  return { pool, flows: resolve(pool, local, settings.keep) };
}

export function resolve(pool: ShardPoolResult, local: string[] = [], keep?: ReadonlySet<number>): ResolvedFlows {
  const hints = pool.reports.flatMap((report) => report.hints);
  const flows = new ResolvedFlows(pool.index, new DnsNameLookup(hints), keep);
  flows.resolveSides(new LocalSide(local));
  return flows;
}

/** The join of flows to apps without any log. */
export function joinOf({ flows, pool }: Analysed, settings: Parameters<typeof analyzeOptions>[1] = {}): AppJoin {
  const input = { captures: ['x'], interfaceName: undefined, quiet: true, verbose: false };
  const telemetry = emptyTelemetry();
  const join = new AppJoin(telemetry, analyzeOptions(input, settings));
  join.attribute(flows, pool);
  return join;
}

/** A folder of the running test. */
export function spillFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-spill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A TCP connection from `from` to `to`: SYN, the messages in turn (odd ones are answers), and a FIN of each side. */
export function connection(
  from: string,
  to: string,
  messages: readonly (string | Uint8Array)[],
  atUs = 0,
  stepUs = 1000,
): TestPacket[] {
  const next = { orig: 1, resp: 1 };
  const packets: TestPacket[] = [
    { from, to, flags: 'S', sequence: 0, atUs },
    { from: to, to: from, flags: 'SA', sequence: 0, acknowledgment: 1, atUs: atUs + stepUs },
  ];
  let at = atUs + stepUs;
  const push = (side: 'orig' | 'resp', flags: string, payload: Uint8Array = new Uint8Array(0)) => {
    at += stepUs;
    const ends = side === 'orig' ? { from, to } : { from: to, to: from };
    const acknowledgment = side === 'orig' ? next.resp : next.orig;
    packets.push({ ...ends, flags, sequence: next[side], acknowledgment, payload, atUs: at });
    next[side] += payload.length + (flags.includes('F') ? 1 : 0);
  };
  messages.forEach((message, i) => {
    push(i % 2 === 0 ? 'orig' : 'resp', 'PA', typeof message === 'string' ? Buffer.from(message) : message);
  });
  push('orig', 'FA');
  push('resp', 'FA');
  push('orig', 'A');
  return packets;
}
