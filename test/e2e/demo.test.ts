// The built program over the demo capture: records against schemas, apps and classes against what the kernel and the lab's plan say.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppSummaryRecord, FindingRecord } from '../../src/evidence/finding-record.ts';
import type { ChannelRecord } from '../../src/features/channel-record.ts';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import type { ManifestRecord } from '../../src/report/manifest-record.ts';
import { runBuilt } from '../support/built-command.ts';
import { demoCapture, demoLogs, demoPath, demoTruth, type TruthRow } from '../support/demo.ts';
import { recordsOf, writtenFiles } from '../support/written-files.ts';

/** A socket exists a little before its first packet and after its last, but a poll takes a while, too. */
const POLL_SLACK_MS = 50;
/** The kernel's log and the capture stamp the same packet a moment apart. */
const CLOCK_SLACK_MS = 100;

const SCHEMAS: Record<string, string> = {
  'flows.ndjson': 'flow',
  'channels.ndjson': 'channel',
  'apps.ndjson': 'apps',
  'findings.ndjson': 'finding',
  'coverage.json': 'coverage',
  'manifest.json': 'manifest',
};

/** Rows whose class is not the one that the program was written to send, each with its reason. */
const OTHER_CLASS: { program: string; class: string; reason: string }[] = [];

const output = mkdtempSync(join(tmpdir(), 'cipherscope-demo-'));
let files: Record<string, string> = {};
let summary = '';

beforeAll(async () => {
  const { code, stdout, stderr } = await runBuilt(['analyze', demoCapture, '-t', demoLogs, '-o', output]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  summary = stdout;
  files = writtenFiles(output);
});
afterAll(() => rmSync(output, { recursive: true, force: true }));

const flows = () => recordsOf<FlowRecord>(files['flows.ndjson']);

/** The rows of the truth with the flow of each. */
function pairs(): { row: TruthRow; flow: FlowRecord | undefined }[] {
  const all = flows();
  return demoTruth().map((row) => ({ row, flow: all.find((flow) => isFlowOf(flow, row)) }));
}

function isFlowOf(flow: FlowRecord, row: TruthRow): boolean {
  const [local, remote] = flow.local === 'resp' ? [flow.resp, flow.orig] : [flow.orig, flow.resp];
  const startMs = Date.parse(flow.start);
  return (
    flow.transport === row.transport &&
    `${local.ip} ${local.port}` === row.local &&
    `${remote.ip} ${remote.port}` === row.remote &&
    startMs >= row.firstMs - CLOCK_SLACK_MS &&
    startMs <= row.lastMs + CLOCK_SLACK_MS
  );
}

/** Rows during which the kernel's tables were read. */
function seenByPolls(rows: readonly TruthRow[]): TruthRow[] {
  const polls = [...readFileSync(join(demoLogs, 'procnet.log'), 'utf8').matchAll(/^### (\d+\.\d+)/gm)].map(
    ([, seconds]) => Number(seconds) * 1000,
  );
  expect(polls.length).toBeGreaterThan(100);
  return rows.filter(({ firstMs, lastMs }) =>
    polls.some((poll) => poll > firstMs + POLL_SLACK_MS && poll < lastMs - POLL_SLACK_MS),
  );
}

describe('the files of the demo', () => {
  it('are those of every run, and no other', () => {
    expect(Object.keys(files)).toEqual([...Object.keys(SCHEMAS), 'report.html'].sort());
  });

  it.each(Object.entries(SCHEMAS))('%s holds nothing that its schema does not know', (file, name) => {
    const schema = readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8');
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(schema));
    const records = file.endsWith('.ndjson') ? recordsOf(files[file]) : [JSON.parse(files[file] as string)];
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) {
      validate(record);
      expect(validate.errors, JSON.stringify(record)).toBeNull();
    }
  });

  it('refer to each other: channels, apps and findings to flows that are there', () => {
    const ids = new Set(flows().map((flow) => flow.flow_id));
    expect(ids.size).toBe(flows().length);
    const channels = recordsOf<ChannelRecord>(files['channels.ndjson']);
    const apps = recordsOf<AppSummaryRecord>(files['apps.ndjson']);
    const findings = recordsOf<FindingRecord>(files['findings.ndjson']);
    const { counts } = JSON.parse(files['manifest.json'] as string) as ManifestRecord;
    expect(counts).toMatchObject({
      flows: ids.size,
      channels: channels.length,
      apps: apps.length,
      findings: findings.length,
    });
    for (const list of [channels, apps]) expect(list.reduce((sum, { flows: n }) => sum + n, 0)).toBe(ids.size);
    const cited = findings.flatMap((finding) => finding.evidence.flatMap((evidence) => evidence.flows));
    expect(cited.length).toBeGreaterThan(0);
    expect(cited.filter((id) => !ids.has(id))).toEqual([]);
    const known = new Set(findings.map((finding) => finding.finding_id));
    expect(apps.flatMap((app) => app.findings).sort()).toEqual([...known].sort());
  });
});

describe('the flows of the demo', () => {
  it('are all there that the kernel saw', () => {
    expect(pairs().filter(({ flow }) => flow === undefined)).toEqual([]);
    expect(new Set(pairs().map(({ flow }) => flow?.flow_id)).size).toBe(demoTruth().length);
  });

  it('belong to the app that the kernel names, wherever an app is named', () => {
    const attributed = pairs().filter(({ flow }) => flow?.app !== undefined);
    expect(attributed.length).toBeGreaterThan(40);
    const wrong = attributed.filter(({ row, flow }) => flow?.app?.uid !== row.uid);
    expect(wrong.map(({ row, flow }) => `${row.program} ${row.local}: ${flow?.app?.uid}, not ${row.uid}`)).toEqual([]);
    const misnamed = attributed.filter(({ row, flow }) => {
      return (flow?.app?.packages ?? []).join() !== (row.packageName === '-' ? '' : row.packageName);
    });
    expect(misnamed.map(({ row, flow }) => `${row.packageName}: ${flow?.app?.packages.join()}`)).toEqual([]);
  });

  it('have an app wherever the polls could see the socket', () => {
    const seen = new Set(seenByPolls(demoTruth()));
    expect(seen.size).toBeGreaterThan(30);
    const missed = demoTruthPairs(seen).filter(({ flow }) => flow?.app === undefined);
    expect(missed.map(({ row, flow }) => `${row.program} ${row.local}: ${flow?.app_missing}`)).toEqual([]);
  });

  it('have an app or a reason, never both', () => {
    expect(flows().filter((flow) => (flow.app === undefined) !== (flow.app_missing !== undefined))).toEqual([]);
  });

  it('are classed as what the programs were written to send', () => {
    const wrong = pairs().filter(({ row, flow }) => {
      const other = OTHER_CLASS.find(({ program }) => program === row.program);
      return flow?.encryption.class !== (other?.class ?? row.class);
    });
    expect(
      wrong.map(
        ({ row, flow }) =>
          `${row.program} ${row.local}: ${flow?.encryption.class}, not ${row.class} (${flow?.encryption.reasons.join('; ')})`,
      ),
    ).toEqual([]);
  });

  it('tell two owners of the same five-tuple apart', () => {
    const reused = flows().filter((flow) => flow.orig.port === 40_077);
    expect(reused.map((flow) => flow.app?.uid)).toEqual([10_107, 10_110]);
    expect(reused[0]?.community_id).toBe(reused[1]?.community_id);
  });

  it('are named by what they say or by the answers of DNS', () => {
    const names = new Map(
      flows().flatMap((flow) => (flow.domain === undefined ? [] : [[flow.domain, flow.domain_source]])),
    );
    expect(names.get('sync.notes.example')).toBe('dns');
    expect(names.get('stats.flashlight.example')).toBe('host');
    expect([...names.values()]).toContain('sni');
  });

  function demoTruthPairs(rows: ReadonlySet<TruthRow>) {
    const wanted = new Set([...rows].map((row) => `${row.transport} ${row.local} ${row.firstMs}`));
    return pairs().filter(({ row }) => wanted.has(`${row.transport} ${row.local} ${row.firstMs}`));
  }
});

describe('the findings of the demo', () => {
  it('name the apps that send ciphertext of their own, and no other', () => {
    const findings = recordsOf<FindingRecord>(files['findings.ndjson']);
    const expected = new Set(
      demoTruth().flatMap((row) => (row.class === 'custom' || row.class === 'embedded' ? [row.packageName] : [])),
    );
    expect(new Set(findings.map((finding) => finding.app.packages[0]))).toEqual(expected);
  });

  it('are alerts, complete, of the two apps whose calls were logged, and observations where only the network speaks', () => {
    const findings = recordsOf<FindingRecord>(files['findings.ndjson']!);
    const alerts = findings.filter((finding) => finding.verdict === 'alert');
    expect(alerts.map(({ app }) => app.uid).sort()).toEqual([10103, 10105]);
    for (const { level, areas } of alerts) {
      expect(level).toBe('complete');
      for (const { status } of Object.values(areas)) expect(status).toBe('observed');
    }
    const others = findings.filter((finding) => finding.verdict !== 'alert');
    expect(others.length).toBeGreaterThan(0);
    for (const { areas } of others) {
      expect(areas.key_lifecycle.status).toBe('not_collected');
      expect(areas.ciphertext_transformation.status).toBe('not_collected');
    }
  });

  it('stand in the summary, a line each, and with their sentences under -v', async () => {
    const { stdout } = await runBuilt(['analyze', demoCapture, '-t', demoLogs, '-v']);
    const words = stdout.replaceAll(/\s+/g, ' ');
    const lines = summary.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(20);
    for (const { sentence, app, verdict, score } of recordsOf<FindingRecord>(files['findings.ndjson'])) {
      expect(words).toContain(sentence);
      const [, destination = ''] = /with (\S+) over/.exec(sentence) ?? [];
      const line = lines.find((text) => text.includes(`${app.packages[0]} `) && text.includes(destination));
      expect(line).toMatch(new RegExp(`${verdict} +${Math.round(score)} +\\d of 5$`));
    }
  });
});

describe('captures/demo/expected', () => {
  const expected = demoPath('expected');

  it('is what this run wrote, byte by byte; npm run demo:renew renews it', (context) => {
    context.skip(!existsSync(expected), 'there is none yet');
    for (const name of readdirSync(expected)) {
      expect(files[name], name).toBe(readFileSync(join(expected, name), 'utf8'));
    }
    expect(readdirSync(expected).sort()).toEqual(Object.keys(SCHEMAS).sort());
  });
});
