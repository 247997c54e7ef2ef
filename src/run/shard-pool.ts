// Runs the shards of one analysis: in this thread where the capture is small or workers cannot be started, else in worker threads.
// Whatever the number of workers, the flows are the same; only their positions in the index differ.

import { closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Worker } from 'node:worker_threads';
import { UserError } from '../base/user-error.ts';
import { BatchPages } from '../flows/batch-pages.ts';
import { FlowIndex } from '../flows/flow-index.ts';
import { SHARDS } from '../flows/flow-key.ts';
import { ChunkSource } from '../parse/byte-source.ts';
import { openCaptureFile } from '../parse/capture-file.ts';
import { PacketFeed } from '../parse/packet-feed.ts';
import { BatchSpill } from './batch-spill.ts';
import { Broadcast } from './broadcast.ts';
import { FlowSpill, openSpillFile } from './flow-spill.ts';
import type { Progress } from './progress.ts';
import type { FromWorker, WorkerTask } from './shard-protocol.ts';
import { runShards, type ShardReport, type ShardSettings } from './shard-run.ts';
import { yielding } from './yielding-source.ts';

export interface ShardPoolTask {
  readonly pieces: readonly { readonly path: string; readonly firstUs: number | undefined }[] | undefined;
  readonly stream: AsyncIterable<Uint8Array> | undefined;
  readonly workers: number;
  readonly settings: Omit<ShardSettings, 'shards'>;
  readonly spill: { readonly folder: string; readonly prefix: string } | undefined;
  /** Of ended flows that are held in memory; when there are more, they wait on disk. */
  readonly heldBytes?: number;
}

export interface ShardPoolResult {
  readonly index: FlowIndex;
  /** Where the index's flows are when there are many; the caller closes it. */
  readonly batches: BatchSpill;
  /** One a worker, worker 0 first. */
  readonly reports: ShardReport[];
  /** Descriptors of the spill files, one a worker; the caller closes them. */
  readonly spills: number[];
}

/** `progress` is made by the caller, who may interrupt it; it must have cells for all workers. */
export async function runShardPool(task: ShardPoolTask, progress: Progress): Promise<ShardPoolResult> {
  const batches = new BatchSpill(task.spill?.folder ?? tmpdir());
  const index = new FlowIndex(new BatchPages(() => batches.open(), task.heldBytes));
  const workers = Math.min(task.workers, SHARDS);
  const spills: number[] = [];
  try {
    const { spill } = task;
    if (spill !== undefined) {
      for (let worker = 0; worker < workers; worker++)
        spills.push(openSpillFile(spill.folder, `${spill.prefix}${worker}`));
    }
    const reports =
      workers === 1
        ? [await runHere(task, spills[0], progress, index)]
        : await runInWorkers(task, workers, spills, progress, index);
    return { index, batches, reports, spills };
  } catch (error) {
    batches.close();
    for (const descriptor of spills) closeSync(descriptor);
    throw error;
  }
}

async function runHere(
  task: ShardPoolTask,
  spill: WorkerTask['spill'],
  progress: Progress,
  index: FlowIndex,
): Promise<ShardReport> {
  const { stream } = task;
  const sources =
    stream !== undefined
      ? [{ firstUs: Number.NEGATIVE_INFINITY, open: () => new ChunkSource(stream) }]
      : (task.pieces ?? []).map((piece) => ({
          firstUs: piece.firstUs ?? Number.POSITIVE_INFINITY,
          open: () => yielding(openCaptureFile(piece.path).source),
        }));
  const settings = { ...task.settings, shards: Array.from({ length: SHARDS }, (_, shard) => shard) };
  const strings: string[] = [''];
  const flowSpill = spill === undefined ? undefined : new FlowSpill(spill);
  return runShards(new PacketFeed(sources), settings, flowSpill, progress, (batch, added) => {
    append(strings, added);
    index.add(batch, 0, strings);
  });
}

async function runInWorkers(
  task: ShardPoolTask,
  workers: number,
  spills: readonly number[],
  progress: Progress,
  index: FlowIndex,
): Promise<ShardReport[]> {
  const threads: Worker[] = [];
  const stream = task.stream === undefined ? undefined : new Broadcast(workers);
  const reports = Array.from({ length: workers }, (_, worker) => {
    const data: WorkerTask = {
      worker,
      settings: { ...task.settings, shards: shardsOf(worker, workers) },
      pieces: task.pieces,
      spill: spills[worker],
      progress: progress.shared,
    };
    const thread = new Worker(new URL('./shard-worker.js', import.meta.url), {
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    threads.push(thread);
    const strings: string[] = [''];
    return new Promise<ShardReport>((resolve, reject) => {
      thread.on('message', (message: FromWorker) => {
        if (message.kind === 'batch') {
          append(strings, message.strings);
          index.add(message.batch, worker, strings);
        } else if (message.kind === 'taken') stream?.taken(worker);
        else if (message.kind === 'refused') reject(new UserError(message.message, message.exitCode));
        else {
          stream?.left(worker);
          resolve(message.report);
        }
      });
      thread.on('error', reject);
      thread.on('exit', (code) => reject(new Error(`worker ${worker} ended with code ${code} before its report`)));
    });
  });
  try {
    const all = Promise.all(reports);
    // A worker that fails must not leave the broadcast waiting for it.
    if (task.stream !== undefined) await Promise.race([stream?.send(task.stream, threads, progress), all]);
    return await all;
  } finally {
    for (const thread of threads) await thread.terminate();
  }
}

/** Not push(...added): a call has room for some 120,000 arguments, and a capture may have any number of keys and names. */
function append(strings: string[], added: readonly string[]): void {
  for (const text of added) strings.push(text);
}

function shardsOf(worker: number, workers: number): number[] {
  return Array.from({ length: SHARDS }, (_, shard) => shard).filter((shard) => shard % workers === worker);
}
