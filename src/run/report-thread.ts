// What report.html needs of the flows is collected as their lines pass by; that of many by a second thread, from the file of lines, while the
// other files are written. Before that a thread would stand beside what reads the lines, for which there is no memory. Where it could not be
// started, or died, the lines are read here in the end: what was collected is the same.

import { Worker } from 'node:worker_threads';
import {
  type CollectedFlows,
  type ReportedCapture,
  ReportFlows,
  type ReportFlowsOptions,
} from '../report/report-flows.ts';
import { collectLines, type ReportTask } from './report-lines.ts';
import { FLOWS_MAX } from './shared-series-judge.ts';
import { limitYoungGenerationAgain } from './young-generation.ts';

/** Fewer are collected sooner than a thread is started. */
const FLOWS_MIN = 40_000;

export interface ReportCollector {
  /** Whole lines on their way to the file, in order; valid during the call. */
  pass(block: Uint8Array): void;
  /** All lines are in the file. */
  ended(): void;
  /** To be called after `ended`. */
  collected(): Promise<CollectedFlows>;
  close(): Promise<void>;
}

/** `path`: of the file that lines are written to; `workers`: threads that there may be; `flows`: how many lines. */
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
    ended: () => undefined,
    collected: async () => here.finish(),
    close: async () => undefined,
  };
}

export class ReportThread implements ReportCollector {
  readonly #task: ReportTask;
  #thread: Worker | undefined;
  /** Undefined where the thread failed. */
  #collected: Promise<CollectedFlows | undefined> = Promise.resolve(undefined);

  constructor(path: string, { totals, manifest }: ReportedCapture, options: ReportFlowsOptions) {
    const capture = {
      totals: { firstUs: totals.firstUs, lastUs: totals.lastUs },
      manifest: { captures: manifest.captures.map(({ file }) => ({ file })) },
    };
    // Findings are large, and little of them is asked for.
    const findings = options.findings.map(({ evidence }) => ({
      evidence: evidence.map(({ area, flows }) => ({ area, flows })),
    }));
    this.#task = { path, capture, options: { ...options, findings } };
  }

  pass(): void {
    // The thread reads the file.
  }

  ended(): void {
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

  async collected(): Promise<CollectedFlows> {
    return (await this.#collected) ?? collectLines(this.#task);
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }
}
