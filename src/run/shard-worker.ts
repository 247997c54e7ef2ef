// Entry of a worker thread: reads the capture (its files, or chunks that the main thread hands on) and runs its shards.

import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../base/user-error.ts';
import { batchBuffers } from '../flows/flow-batch.ts';
import { ChunkSource } from '../parse/byte-source.ts';
import { openCaptureFile } from '../parse/capture-file.ts';
import { PacketFeed, type PieceSource } from '../parse/packet-feed.ts';
import { FlowSpill } from './flow-spill.ts';
import { Progress } from './progress.ts';
import type { FromWorker, ToWorker, WorkerTask } from './shard-protocol.ts';
import { runShards } from './shard-run.ts';
import { yielding } from './yielding-source.ts';

const port = parentPort;
if (port !== null) await work(workerData as WorkerTask).catch(refuse);

async function work(task: WorkerTask): Promise<void> {
  const progress = new Progress(0, task.worker, task.progress);
  const spill = task.spill === undefined ? undefined : new FlowSpill(task.spill);
  const feed = new PacketFeed(task.pieces === undefined ? [streamPiece()] : task.pieces.map(filePiece));
  const report = await runShards(feed, task.settings, spill, progress, (batch, strings) => {
    post({ kind: 'batch', batch, strings }, batchBuffers(batch));
  });
  post({ kind: 'done', report }, []);
  port?.close();
}

function refuse(error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  post({ kind: 'refused', message: error.message, exitCode: error.exitCode }, []);
}

function filePiece(piece: { path: string; firstUs: number | undefined }): PieceSource {
  return {
    firstUs: piece.firstUs ?? Number.POSITIVE_INFINITY,
    open: () => yielding(openCaptureFile(piece.path).source),
  };
}

function streamPiece(): PieceSource {
  return { firstUs: Number.NEGATIVE_INFINITY, open: () => new ChunkSource(postedChunks()) };
}

/** Chunks that the main thread posts; each is acknowledged when it was consumed, so that few are on their way. */
async function* postedChunks(): AsyncGenerator<Uint8Array> {
  const waiting: ToWorker[] = [];
  let wake: () => void = () => undefined;
  port?.on('message', (message: ToWorker) => {
    waiting.push(message);
    wake();
  });
  for (;;) {
    while (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const message = waiting.shift();
    if (message?.kind !== 'chunk') {
      const failure = message?.failure;
      if (failure !== undefined) throw Object.assign(new Error(failure.message), { code: failure.code });
      return;
    }
    yield message.bytes;
    post({ kind: 'taken' }, []);
  }
}

function post(message: FromWorker, transfer: ArrayBuffer[]): void {
  port?.postMessage(message, transfer);
}
