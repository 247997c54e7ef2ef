// Native records for tests of report formats, and the files that a format writes, in memory or in a folder.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import type { FormatFiles, NativeRecords, ReportFormat } from '../../src/report/report-format.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { type SampleOptions, sampleFlows, sampleResult } from './analysis-result.ts';

export interface NativeOptions extends SampleOptions {
  /** Changes what the sample has. */
  change?: (records: Omit<NativeRecords, 'path' | 'flows' | 'channels'>, flows: FlowRecord[]) => void;
}

export function nativeRecords({ change, ...options }: NativeOptions = {}): NativeRecords {
  const { manifest, coverage, apps, findings, channels } = sampleResult(options);
  const flows = sampleFlows(options).map((flow, i) => ({ ...flow, flow_id: idOf(i) }));
  // The sample's findings cite flows by the ids the sample gave them.
  const renamed = new Map(sampleFlows(options).map((flow, i) => [flow.flow_id, idOf(i)]));
  const cited = findings.map((finding) => ({
    ...finding,
    evidence: finding.evidence.map((one) => ({ ...one, flows: one.flows.map((id) => renamed.get(id) ?? id) })),
  }));
  const records = { manifest, coverage, apps, findings: cited };
  change?.(records, flows);
  return {
    ...records,
    channels: async function* () {
      yield* channels;
    },
    flows: async function* () {
      yield* flows;
    },
    path: (file) => file,
  };
}

/** Nothing alerts: for tests of what is usual. */
export function quietRecords(change?: NativeOptions['change']): NativeRecords {
  return nativeRecords({
    change: (records, flows) => {
      Object.assign(records, { findings: records.findings.map((one) => ({ ...one, verdict: 'observation' })) });
      change?.(records, flows);
    },
  });
}

/** Ids like those of flows: 64 bits that differ in all places. */
function idOf(i: number): string {
  return BigInt.asUintN(64, BigInt(i + 1) * 0x9e3779b97f4a7c15n)
    .toString(16)
    .padStart(16, '0');
}

/** What a format writes, by file. */
export async function formatted(
  format: ReportFormat,
  records: NativeRecords = nativeRecords(),
  approved: readonly string[] = [],
): Promise<Record<string, string>> {
  const written: Record<string, string> = {};
  const files: FormatFiles = {
    async create(name) {
      written[name] = '';
      return {
        async write(text) {
          written[name] += text;
        },
      };
    },
    path: () => {
      throw new Error('this format writes text');
    },
  };
  await format.write(records, files, { approved: new Set(approved) });
  return written;
}

/** The same records as a folder of native output. */
export async function nativeFolder(records: NativeRecords = nativeRecords()): Promise<string> {
  const folder = testFolder();
  const lines = async (all: AsyncIterable<unknown> | Iterable<unknown>) => {
    let text = '';
    for await (const record of all) text += `${jsonLine(record)}\n`;
    return text;
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(records.manifest));
  writeFileSync(join(folder, 'coverage.json'), JSON.stringify(records.coverage));
  writeFileSync(join(folder, 'apps.ndjson'), await lines(records.apps));
  writeFileSync(join(folder, 'findings.ndjson'), await lines(records.findings));
  writeFileSync(join(folder, 'channels.ndjson'), await lines(records.channels()));
  writeFileSync(join(folder, 'flows.ndjson'), await lines(records.flows()));
  return folder;
}

export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-formats-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(folder, { recursive: true });
  return folder;
}

export function readText(...path: string[]): string {
  return readFileSync(join(...path), 'utf8');
}

/** Dotted keys of `required` that a record lacks. */
export function missingKeys(record: unknown, required: readonly string[]): string[] {
  return required.filter((path) => {
    let value: unknown = record;
    for (const key of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
    return value === undefined || value === null;
  });
}

/** The record without one dotted key. */
export function withoutKey<T>(record: T, path: string): T {
  const copy = structuredClone(record) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() as string;
  let owner = copy;
  for (const key of keys) owner = owner[key] as Record<string, unknown>;
  delete owner[last];
  return copy as T;
}

/** What no format may let through: markup, control and bidirectional characters as they are. */
export const UNSAFE_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
