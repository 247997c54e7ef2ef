// The messages between the main thread and a worker.

import type { FlowBatch } from '../flows/flow-batch.ts';
import type { ShardReport, ShardSettings } from './shard-run.ts';

export interface WorkerTask {
  readonly worker: number;
  readonly settings: ShardSettings;
  /** Files in order; undefined: the capture comes as chunks. */
  readonly pieces: readonly { readonly path: string; readonly firstUs: number | undefined }[] | undefined;
  /** Descriptor of the spill file, which the main thread closes. */
  readonly spill: number | undefined;
  readonly progress: SharedArrayBuffer;
}

export type ToWorker =
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  /** `failure`: why the stream ended before its end. */
  | { readonly kind: 'end'; readonly failure: { readonly message: string; readonly code: string } | undefined };

export type FromWorker =
  | { readonly kind: 'batch'; readonly batch: FlowBatch; readonly strings: string[] }
  | { readonly kind: 'taken' }
  | { readonly kind: 'done'; readonly report: ShardReport }
  /** A UserError, which would not survive as one. */
  | { readonly kind: 'refused'; readonly message: string; readonly exitCode: number };
