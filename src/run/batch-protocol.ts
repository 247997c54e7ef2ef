// The messages between a batch and its worker processes.

import type { BatchJob } from './batch-plan.ts';
import type { Settings } from './config-schema.ts';
import type { PolicyHashes } from './policy-hashes.ts';

export interface WorkerSetup {
  readonly kind: 'setup';
  readonly lake: string;
  /** The settings of the whole batch: what changes on the disk meanwhile does not count. */
  readonly settings: Settings;
  /** Of the files that the settings name, when the batch began. */
  readonly policy: PolicyHashes;
  readonly worker: string;
}

export interface WorkerJob {
  readonly kind: 'job';
  readonly number: number;
  readonly job: BatchJob;
}

export type ToBatchWorker = WorkerSetup | WorkerJob;

export type JobOutcome =
  /** `known`: the same work was in the lake before. */
  | { readonly kind: 'imported'; readonly id: string; readonly flows: number; readonly partial: string | undefined }
  | { readonly kind: 'known'; readonly id: string }
  /** The capture cannot be analysed, and trying again would not help. */
  | { readonly kind: 'unfit'; readonly id: string; readonly reason: string }
  /** Not the capture's fault: a disk that is full, a folder that may not be written to. */
  | { readonly kind: 'stopped'; readonly message: string };

export type FromBatchWorker =
  /** Only its import is left: the next capture may come. */
  | { readonly kind: 'analysed'; readonly number: number }
  | { readonly kind: 'done'; readonly number: number; readonly outcome: JobOutcome };
