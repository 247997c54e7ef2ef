// --only-app: of other apps no name, no host, no identifier reaches the disk, not in the end and not on the way there.

import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { NATIVE_FILES } from '../../src/report/native-output.ts';
import { runBuilt } from '../support/built-command.ts';
import { demoCapture, demoLogs, demoTruth } from '../support/demo.ts';
import { outputFolder } from '../support/output-folder.ts';
import { recordsOf, writtenFiles } from '../support/written-files.ts';

const KEPT = 'com.example.notes';
const kept = demoTruth().filter((row) => row.packageName === KEPT);

/** What the run without --only-app knows of the others: packages, UIDs, host names, addresses of servers. */
async function secretsOfOthers(): Promise<string[]> {
  const output = await outputFolder();
  await runBuilt(['analyze', demoCapture, '-t', demoLogs, '-o', output]);
  const flows = recordsOf<FlowRecord>(writtenFiles(output)['flows.ndjson']);
  const wordsOf = (flow: FlowRecord) => [
    flow.domain,
    flow.tls?.server_name,
    flow.http?.host,
    flow.dns?.query,
    ...(flow.app?.packages ?? []),
    flow.resp.ip.includes('.') ? flow.resp.ip : undefined,
    flow.flow_id,
  ];
  const own = new Set(flows.filter((flow) => flow.app?.packages.includes(KEPT)).flatMap(wordsOf));
  const others = flows.flatMap(wordsOf).filter((word) => word !== undefined && word.length > 4 && !own.has(word));
  return [...new Set(others)] as string[];
}

function leaks(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => text.includes(secret));
}

describe('--only-app', () => {
  it('leaves nothing of other apps in any file', async () => {
    const secrets = await secretsOfOthers();
    expect(secrets).toEqual(expect.arrayContaining(['com.example.bank', 'api.bank.example', 'org.example.browser']));
    const output = await outputFolder();
    const { code, stdout, stderr } = await runBuilt([
      'analyze',
      demoCapture,
      '-t',
      demoLogs,
      '-o',
      output,
      '--only-app',
      KEPT,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const files = writtenFiles(output);
    expect(Object.keys(files)).toEqual([...NATIVE_FILES].sort());
    for (const [name, text] of Object.entries(files)) expect(leaks(text, secrets), name).toEqual([]);
    expect(leaks(stdout, secrets)).toEqual([]);
    const flows = recordsOf<FlowRecord>(files['flows.ndjson']);
    expect(flows).toHaveLength(kept.length);
    expect(new Set(flows.map((flow) => flow.app?.uid))).toEqual(new Set([10_103]));
    // The UIDs of others, as whole words: their digits may be part of a port or a count.
    const uids = [...new Set(demoTruth().map((row) => row.uid))].filter((uid) => uid !== 10_103 && uid > 10_000);
    const records = Object.entries(files).flatMap(([name, text]) => (name === 'report.html' ? [] : [text]));
    expect(uids.filter((uid) => new RegExp(`(?<![\\d.])${uid}(?![\\d.])`).test(records.join('\n')))).toEqual([]);
  });

  it('finds the same in the flows it keeps as a run over all', async () => {
    const run = async (...options: string[]) => {
      const output = await outputFolder();
      await runBuilt(['analyze', demoCapture, '-t', demoLogs, '-o', output, ...options]);
      const files = writtenFiles(output);
      return {
        flows: recordsOf<FlowRecord>(files['flows.ndjson']).filter((flow) => flow.app?.uid === 10_103),
        // Gaps count flows, of which there are fewer.
        findings: recordsOf<FindingRecord>(files['findings.ndjson']).flatMap(({ gaps: _, ...finding }) =>
          finding.app.packages.includes(KEPT) ? [finding] : [],
        ),
      };
    };
    const all = await run();
    expect(all.findings.length).toBeGreaterThan(0);
    expect(await run('--only-app', '10103')).toEqual(all);
    expect(await run('--only-app', KEPT, '--workers', '3')).toEqual(all);
  });

  it('quotes no line of a log that could not be read, either', async () => {
    const folder = await outputFolder();
    const log = join(folder, 'packages.txt');
    const bad = 'package:com.example.bank uid:none\npackage:com.example.bank';
    writeFileSync(log, `${readFileSync(join(demoLogs, 'packages.txt'), 'utf8')}${bad}\n`);
    const output = await outputFolder();
    const { code } = await runBuilt([
      'analyze',
      demoCapture,
      '-t',
      join(demoLogs, 'procnet.log'),
      '-t',
      log,
      '-o',
      output,
      '--only-app',
      KEPT,
    ]);
    expect(code).toBe(0);
    const files = writtenFiles(output);
    expect(files['manifest.json']).toContain('"rejected_lines"');
    for (const [name, text] of Object.entries(files)) expect(text, name).not.toContain('com.example.bank');
  });

  it('writes nothing of them while it runs, not even into files without a name', async (context) => {
    context.skip(!existsSync('/proc/self/fd'), 'there is no /proc to look into the program with');
    const secrets = await secretsOfOthers();
    // Large enough to be looked at: the same minute sixty times over.
    const path = join(await outputFolder(), 'large.pcapng');
    writeFileSync(path, Buffer.concat(Array.from({ length: 60 }, () => readFileSync(demoCapture))));
    const output = await outputFolder();
    const found = new Set<string>();
    let looked = 0;
    let bytes = 0;
    let isRunning = true;
    let watching: Promise<void> = Promise.resolve();
    const { code } = await runBuilt(
      ['analyze', path, '-t', demoLogs, '-o', output, '--only-app', KEPT, '--workers', '2'],
      {
        begun: (child) => {
          child.stdin.end();
          child.on('exit', () => {
            isRunning = false;
          });
          watching = (async () => {
            while (isRunning) {
              for (const text of openedIn(child.pid as number, output)) {
                looked++;
                bytes += text.length;
                for (const leak of leaks(text, secrets)) found.add(leak);
              }
              await setTimeout(20);
            }
          })();
        },
      },
    );
    await watching;
    expect(code).toBe(0);
    expect([...found]).toEqual([]);
    // That it looked, and at something.
    expect(looked).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(0);
    for (const [name, text] of Object.entries(writtenFiles(output))) expect(leaks(text, secrets), name).toEqual([]);
  });

  /** What the program holds open for writing below a folder, deleted files included, and what stands there by name. */
  function openedIn(pid: number, folder: string): string[] {
    const attempt = <T>(action: () => T[]): T[] => {
      try {
        return action();
      } catch {
        // Gone between two calls.
        return [];
      }
    };
    const held = attempt(() => readdirSync(`/proc/${pid}/fd`)).flatMap((fd) =>
      attempt(() => {
        const link = `/proc/${pid}/fd/${fd}`;
        return readlinkSync(link).startsWith(folder) ? [readFileSync(link, 'latin1')] : [];
      }),
    );
    return [
      ...held,
      ...attempt(() => readdirSync(folder)).flatMap((name) =>
        attempt(() => [readFileSync(join(folder, name), 'latin1')]),
      ),
    ];
  }
});
