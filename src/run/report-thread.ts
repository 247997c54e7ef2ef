// What report.html needs of the flows, collected by a second thread while their lines and the other files are written. Where there is no thread
// to have, or it died, the lines are read here in the end: what was collected is the same.

import { closeSync, openSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import {
  type CollectedFlows,
  type ReportedCapture,
  ReportFlows,
  type ReportFlowsOptions,
} from '../report/report-flows.ts';
import { LineFollower } from './followed-lines.ts';
import { FLOWS_MAX } from './shared-series-judge.ts';
import { limitYoungGenerationAgain } from './young-generation.ts';

/** Fewer are collected sooner than a thread is started. */
const FLOWS_MIN = 40_000;

export interface ReportTask {
  /** Of the file that holds the lines. */
  readonly path: string;
  /** Of a LineFollower. */
  readonly shared: SharedArrayBuffer;
  readonly capture: ReportedCapture;
  readonly options: ReportFlowsOptions;
}

export interface ReportCollector {
  /** Whole lines on their way to the file, in order; valid during the call. */
  pass(block: Uint8Array): void;
  /** What passed is in the file, but for the last block. */
  grown(): void;
  /** All lines are in the file. */
  ended(): void;
  /** To be called after `ended`. */
  collected(): Promise<CollectedFlows>;
  close(): Promise<void>;
}

/** `path`: of a file that is there, and gets whole lines of flows.ndjson; `workers`: threads that there may be; `flows`: how many lines. */
export function reportCollector(
  path: string,
  capture: ReportedCapture,
  options: ReportFlowsOptions,
  { workers, flows }: { workers: number; flows: number },
): ReportCollector {
  if (workers > 1 && flows >= FLOWS_MIN && flows <= FLOWS_MAX) return new ReportThread(path, capture, options);
  const here = new ReportFlows(capture, options);
  return {
    pass: (block) => here.addLines(block),
    grown: () => undefined,
    ended: () => undefined,
    collected: async () => here.finish(),
    close: async () => undefined,
  };
}

export class ReportThread implements ReportCollector {
  readonly #task: ReportTask;
  readonly #follower: LineFollower;
  readonly #thread: Worker;
  /** Undefined where the thread failed. */
  readonly #collected: Promise<CollectedFlows | undefined>;

  constructor(path: string, { totals, manifest }: ReportedCapture, options: ReportFlowsOptions) {
    this.#follower = new LineFollower();
    const capture = {
      totals: { firstUs: totals.firstUs, lastUs: totals.lastUs },
      manifest: { captures: manifest.captures.map(({ file }) => ({ file })) },
    };
    this.#task = { path, shared: this.#follower.shared, capture, options };
    const thread = new Worker(new URL('./report-worker.js', import.meta.url), {
      workerData: this.#task,
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    this.#thread = thread;
    this.#collected = new Promise((resolve) => {
      thread.once('online', limitYoungGenerationAgain);
      thread.once('message', resolve);
      thread.once('error', () => resolve(undefined));
      thread.once('exit', () => resolve(undefined));
    });
  }

  pass(): void {
    // The thread reads the file.
  }

  grown(): void {
    this.#follower.grown();
  }

  ended(): void {
    this.#follower.ended();
  }

  async collected(): Promise<CollectedFlows> {
    return (await this.#collected) ?? this.#collectHere();
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  #collectHere(): CollectedFlows {
    const { path, capture, options } = this.#task;
    const flows = new ReportFlows(capture, options);
    const descriptor = openSync(path, 'r');
    try {
      for (const block of this.#follower.blocks(descriptor)) flows.addLines(block);
    } finally {
      closeSync(descriptor);
    }
    return flows.finish();
  }
}
