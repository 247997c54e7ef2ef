// Runs the shards of one analysis: in this thread where the capture is small or workers cannot be started, else in worker threads.
// Whatever the number of workers, the flows are the same; only their positions in the index differ.

import { Worker } from 'node:worker_threads';
import { FlowIndex } from '../flows/flow-index.ts';
import { SHARDS } from '../flows/flow-key.ts';
import { ChunkSource } from '../parse/byte-source.ts';
import { openCaptureFile } from '../parse/capture-file.ts';
import { PacketFeed } from '../parse/packet-feed.ts';
import { FlowSpill } from './flow-spill.ts';
import type { Progress } from './progress.ts';
import type { FromWorker, ToWorker, WorkerTask } from './shard-protocol.ts';
import { runShards, type ShardReport, type ShardSettings } from './shard-run.ts';

/** Chunks of a stream that may wait in each worker. */
const CHUNKS_IN_FLIGHT = 4;

export interface ShardPoolTask {
  readonly pieces: readonly { readonly path: string; readonly firstUs: number | undefined }[] | undefined;
  readonly stream: AsyncIterable<Uint8Array> | undefined;
  readonly workers: number;
  readonly settings: Omit<ShardSettings, 'shards'>;
  readonly spill: { readonly folder: string; readonly prefix: string } | undefined;
}

export interface ShardPoolResult {
  readonly index: FlowIndex;
  /** One a worker, worker 0 first. */
  readonly reports: ShardReport[];
  /** One a worker. */
  readonly spillPaths: string[];
}

/** `progress` is made by the caller, who may interrupt it; it must have cells for all workers. */
export async function runShardPool(task: ShardPoolTask, progress: Progress): Promise<ShardPoolResult> {
  const index = new FlowIndex();
  const workers = canStartWorkers() ? Math.max(1, Math.min(task.workers, SHARDS)) : 1;
  const spills = Array.from({ length: workers }, (_, worker) =>
    task.spill === undefined ? undefined : { folder: task.spill.folder, name: `${task.spill.prefix}${worker}` },
  );
  const spillPaths = spills.flatMap((spill) => (spill === undefined ? [] : [`${spill.folder}/${spill.name}`]));
  const reports =
    workers === 1
      ? [await runHere(task, spills[0], progress, index)]
      : await runInWorkers(task, workers, spills, progress, index);
  return { index, reports, spillPaths };
}

/** Node 20 cannot load TypeScript in a worker: from sources everything runs in this thread. */
function canStartWorkers(): boolean {
  return import.meta.url.endsWith('.js');
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
          open: () => openCaptureFile(piece.path).source,
        }));
  const settings = { ...task.settings, shards: Array.from({ length: SHARDS }, (_, shard) => shard) };
  const strings: string[] = [''];
  const flowSpill = spill === undefined ? undefined : new FlowSpill(spill.folder, spill.name);
  return runShards(new PacketFeed(sources), settings, flowSpill, progress, (batch, added) => {
    strings.push(...added);
    index.add(batch, 0, strings);
  });
}

async function runInWorkers(
  task: ShardPoolTask,
  workers: number,
  spills: readonly WorkerTask['spill'][],
  progress: Progress,
  index: FlowIndex,
): Promise<ShardReport[]> {
  const threads: Worker[] = [];
  const stream = task.stream === undefined ? undefined : new Broadcast(workers);
  const reports = spills.map((spill, worker) => {
    const data: WorkerTask = {
      worker,
      settings: { ...task.settings, shards: shardsOf(worker, workers) },
      pieces: task.pieces,
      spill,
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
          strings.push(...message.strings);
          index.add(message.batch, worker, strings);
        } else if (message.kind === 'taken') stream?.taken(worker);
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

/** Shares each chunk of a stream with every worker and waits while one is behind. */
class Broadcast {
  readonly #inFlight: number[];
  #wake: () => void = () => undefined;

  constructor(workers: number) {
    this.#inFlight = Array.from({ length: workers }, () => 0);
  }

  taken(worker: number): void {
    this.#inFlight[worker] -= 1;
    this.#wake();
  }

  /** The worker has its report ready: it takes no more chunks and nobody waits for it. */
  left(worker: number): void {
    this.#inFlight[worker] = Number.NEGATIVE_INFINITY;
    this.#wake();
  }

  async send(stream: AsyncIterable<Uint8Array>, threads: readonly Worker[], progress: Progress): Promise<void> {
    try {
      for await (const chunk of stream) {
        while (this.#inFlight.some((count) => count >= CHUNKS_IN_FLIGHT)) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
        if (progress.isInterrupted) break;
        const shared = new Uint8Array(new SharedArrayBuffer(chunk.length));
        shared.set(chunk);
        threads.forEach((thread, worker) => {
          this.#inFlight[worker] += 1;
          thread.postMessage({ kind: 'chunk', bytes: shared } satisfies ToWorker);
        });
      }
    } finally {
      for (const thread of threads) thread.postMessage({ kind: 'end' } satisfies ToWorker);
    }
  }
}

function shardsOf(worker: number, workers: number): number[] {
  return Array.from({ length: SHARDS }, (_, shard) => shard).filter((shard) => shard % workers === worker);
}
