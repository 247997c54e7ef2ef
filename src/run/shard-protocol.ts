// The messages between the main thread and a worker.

import type { FlowBatch } from '../flows/flow-batch.ts';
import type { ShardReport, ShardSettings } from './shard-run.ts';

export interface WorkerTask {
  readonly worker: number;
  readonly settings: ShardSettings;
  /** Files in order; undefined: the capture comes as chunks. */
  readonly pieces: readonly { readonly path: string; readonly firstUs: number | undefined }[] | undefined;
  readonly spill: { readonly folder: string; readonly name: string } | undefined;
  readonly progress: SharedArrayBuffer;
}

export type ToWorker = { readonly kind: 'chunk'; readonly bytes: Uint8Array } | { readonly kind: 'end' };

export type FromWorker =
  | { readonly kind: 'batch'; readonly batch: FlowBatch; readonly strings: string[] }
  | { readonly kind: 'taken' }
  | { readonly kind: 'done'; readonly report: ShardReport };
