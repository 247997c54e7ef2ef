// Same input and settings, same bytes: whatever the number of workers, the way the capture comes in, the order of its pieces.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ManifestRecord } from '../../src/report/manifest-record.ts';
import { runBuilt } from '../support/built-command.ts';
import { splitPcapng } from '../support/capture-split.ts';
import { demoCapture, demoLogs } from '../support/demo.ts';
import { writtenFiles } from '../support/written-files.ts';

const bytes = readFileSync(demoCapture);
const root = mkdtempSync(join(tmpdir(), 'cipherscope-determinism-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newFolder = () => mkdtempSync(join(root, 'run-'));

/** Said where flows were ended early. */
const EVICTED: unknown = expect.stringContaining('raise --max-flows');

interface Run {
  files: Record<string, string>;
  /** Without the lines that name the output folder. */
  summary: string;
}

/** With the logs of the demo; `stdin` is written to the program in the given chunks. */
async function run(
  captures: readonly string[],
  options: readonly string[] = [],
  stdin?: readonly Buffer[],
  said: unknown = '',
): Promise<Run> {
  const output = newFolder();
  const { code, stdout, stderr } = await runBuilt(
    ['analyze', ...captures, '-t', demoLogs, '-o', output, ...options],
    stdin === undefined
      ? {}
      : {
          begun: async (child) => {
            for (const chunk of stdin) await new Promise((resolve) => child.stdin.write(chunk, resolve));
            child.stdin.end();
          },
        },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: said });
  return { files: writtenFiles(output), summary: stdout.split('\nReport ')[0] as string };
}

function chunksOf(file: Buffer, chunkBytes: number): Buffer[] {
  return Array.from({ length: Math.ceil(file.length / chunkBytes) }, (_, i) =>
    file.subarray(i * chunkBytes, (i + 1) * chunkBytes),
  );
}

/** The files without what names the capture: its base name and its hash. */
function unnamed({ files }: Run): Record<string, string> {
  const manifest = JSON.parse(files['manifest.json'] as string) as ManifestRecord;
  const names = manifest.captures.flatMap(({ file, sha256 }) => [file, ...(sha256 === undefined ? [] : [sha256])]);
  for (const capture of manifest.captures) {
    capture.file = '';
    delete capture.sha256;
  }
  const blind = (text: string) =>
    names
      .reduce((rest, name) => rest.replaceAll(name, 'CAPTURE'), text)
      .replaceAll(/<br>\s*<span class="muted">SHA-256<\/span> <code>CAPTURE<\/code>/g, '');
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      name === 'manifest.json' ? JSON.stringify(manifest) : blind(text),
    ]),
  );
}

/** Differences of a page or a long file as a diff would be unreadable: which files differ is enough. */
function differences(a: Record<string, string>, b: Record<string, string>): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);
}

let reference: Run;
beforeAll(async () => {
  reference = await run([demoCapture], ['--workers', '1']);
});

describe('the same capture', () => {
  it('gives the same bytes in a second run', async () => {
    const again = await run([demoCapture], ['--workers', '1']);
    expect(differences(again.files, reference.files)).toEqual([]);
    expect(again.summary).toBe(reference.summary);
  });

  it.each([2, 3, 4, 9])('gives the same bytes with %i workers', async (workers) => {
    const several = await run([demoCapture], ['--workers', String(workers)]);
    expect(differences(several.files, reference.files)).toEqual([]);
    expect(several.summary).toBe(reference.summary);
  });

  it('gives the same bytes with any number of workers where the flow table is full', async () => {
    const full = await run([demoCapture], ['--max-flows', '8', '--workers', '1'], undefined, EVICTED);
    const { counts } = JSON.parse(full.files['manifest.json'] as string) as ManifestRecord;
    expect(counts['evicted_flows']).toBeGreaterThan(20);
    for (const workers of ['2', '4']) {
      const several = await run([demoCapture], ['--max-flows', '8', '--workers', workers], undefined, EVICTED);
      expect(differences(several.files, full.files)).toEqual([]);
    }
  });

  it('gives the same bytes in another folder, under another zone, language and width', async () => {
    const output = newFolder();
    await runBuilt(['analyze', demoCapture, '-t', demoLogs, '-o', output], {
      cwd: newFolder(),
      env: { TZ: 'Asia/Kathmandu', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8', COLUMNS: '40' },
    });
    expect(differences(writtenFiles(output), reference.files)).toEqual([]);
  });

  it.each([1, 3])('gives the same records from stdin, in any chunks, with %i workers', async (workers) => {
    for (const chunks of [[bytes], chunksOf(bytes, 1009), [bytes.subarray(0, 1), bytes.subarray(1)]]) {
      const streamed = await run(['-'], ['--workers', String(workers)], chunks);
      expect(differences(unnamed(streamed), unnamed(reference))).toEqual([]);
    }
  });

  it.each([1, 3])('gives the same records compressed, from a file or from stdin, with %i workers', async (workers) => {
    const packed = gzipSync(bytes);
    const path = join(newFolder(), 'demo.pcapng.gz');
    writeFileSync(path, packed);
    const option = ['--workers', String(workers)];
    const fromFile = await run([path], option);
    expect(differences(unnamed(fromFile), unnamed(reference))).toEqual([]);
    const manifest = JSON.parse(fromFile.files['manifest.json'] as string) as ManifestRecord;
    expect(manifest.captures[0]).toMatchObject({
      file: 'demo.pcapng.gz',
      sha256: createHash('sha256').update(packed).digest('hex'),
    });
    const fromStdin = await run(['-'], option, chunksOf(packed, 5003));
    expect(differences(unnamed(fromStdin), unnamed(reference))).toEqual([]);
  });
});

describe('the pieces of a capture', () => {
  it('give the same bytes in any order, as files or as a folder, under any names', async () => {
    const folder = newFolder();
    const paths = splitPcapng(bytes, 3).map((piece, i) => {
      const path = join(folder, `${['m', 'z', 'a'][i]}.pcapng`);
      writeFileSync(path, piece);
      return path;
    });
    const [first, second, third] = paths as [string, string, string];
    const inOrder = await run([first, second, third]);
    expect(differences((await run([third, first, second], ['--workers', '4'])).files, inOrder.files)).toEqual([]);
    expect(differences((await run([folder])).files, inOrder.files)).toEqual([]);
  });

  it('give the same findings whatever the order of the logs', async () => {
    const logs = ['procnet.log', 'packages.txt'].map((name) => join(demoLogs, name)) as [string, string];
    const forth = await runBuilt(['analyze', demoCapture, '-t', logs[0], '-t', logs[1], '--json']);
    const back = await runBuilt(['analyze', demoCapture, '-t', logs[1], '-t', logs[0], '--json']);
    expect(forth.stdout.length).toBeGreaterThan(1000);
    expect(back).toEqual(forth);
  });
});
