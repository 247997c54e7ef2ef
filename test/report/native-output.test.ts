import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { NATIVE_FILES, NativeOutput } from '../../src/report/native-output.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { HOSTILE, sampleFlows, sampleResult } from '../support/analysis-result.ts';
import { outputFolder } from '../support/output-folder.ts';

async function writeAll(folder: string, hostile?: string): Promise<string[]> {
  const options = hostile === undefined ? {} : { hostile };
  const output = await NativeOutput.open(folder);
  const flows = await output.flowWriter();
  for (const flow of sampleFlows(options)) flows.write(`${jsonLine(flow)}\n`);
  await flows.close();
  await output.writeRecords(sampleResult(options));
  await output.writeText('report.html', '<!doctype html>');
  return output.commit();
}

test('every native file is there under its name, and nothing else', async () => {
  const folder = join(await outputFolder(), 'new', 'folder');
  expect(await writeAll(folder)).toEqual([...NATIVE_FILES]);
  expect((await readdir(folder)).sort()).toEqual([...NATIVE_FILES].sort());
});

test('a text may come in pieces', async () => {
  const folder = await outputFolder();
  const output = await NativeOutput.open(folder);
  await output.writeText('report.html', ['<!doctype ', 'html>', '<p>é…</p>']);
  await output.commit();
  expect(await readFile(join(folder, 'report.html'), 'utf8')).toBe('<!doctype html><p>é…</p>');
});

test('records come back as they were handed over, one a line', async () => {
  const folder = await outputFolder();
  await writeAll(folder);
  const result = sampleResult();
  const lines = async (file: string): Promise<unknown[]> =>
    (await readFile(join(folder, file), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  expect(await lines('channels.ndjson')).toEqual([...result.channels]);
  expect(await lines('apps.ndjson')).toEqual(result.apps);
  expect(await lines('findings.ndjson')).toEqual(result.findings);
  expect(JSON.parse(await readFile(join(folder, 'coverage.json'), 'utf8'))).toEqual(result.coverage);
  expect(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).toEqual(result.manifest);
});

test('no file holds a character that a terminal would act on', async () => {
  const folder = await outputFolder();
  await writeAll(folder, HOSTILE.terminal + HOSTILE.bidi + HOSTILE.surrogate);
  for (const file of NATIVE_FILES) {
    const text = await readFile(join(folder, file), 'utf8');
    expect(text.replaceAll('\n', ''), file).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  }
});

test('the same records give the same bytes', async () => {
  const [one, two] = [await outputFolder(), await outputFolder()];
  await writeAll(one);
  await writeAll(two);
  for (const file of NATIVE_FILES) {
    expect((await readFile(join(one, file))).equals(await readFile(join(two, file))), file).toBe(true);
  }
});

test('other files of the folder stay, files of an earlier run are replaced', async () => {
  const folder = await outputFolder();
  await writeFile(join(folder, 'notes.txt'), 'mine');
  await writeFile(join(folder, 'findings.ndjson'), 'old');
  await writeAll(folder);
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  expect(await readFile(join(folder, 'findings.ndjson'), 'utf8')).toContain('finding-1');
});

test('until commit the files of the earlier run are untouched, and discard leaves no trace', async () => {
  const folder = await outputFolder();
  await writeFile(join(folder, 'manifest.json'), 'old');
  const output = await NativeOutput.open(folder);
  await output.writeRecords(sampleResult());
  expect(await readFile(join(folder, 'manifest.json'), 'utf8')).toBe('old');
  await output.discard();
  expect(await readdir(folder)).toEqual(['manifest.json']);
});

test('a leftover of a killed run is replaced', async () => {
  const folder = await outputFolder();
  await writeFile(join(folder, '.flows.ndjson.new'), 'half a li');
  await writeAll(folder);
  expect((await readdir(folder)).sort()).toEqual([...NATIVE_FILES].sort());
  expect(await readFile(join(folder, 'flows.ndjson'), 'utf8')).not.toContain('half');
});

test('a link planted at the temporary name is not followed', async () => {
  const folder = await outputFolder();
  const victim = join(folder, 'victim');
  await writeFile(victim, 'precious');
  await symlink(victim, join(folder, '.apps.ndjson.new'));
  await writeAll(folder);
  expect(await readFile(victim, 'utf8')).toBe('precious');
});

test('a folder where a file belongs is refused before any file is replaced', async () => {
  const folder = await outputFolder();
  await mkdir(join(folder, 'report.html'));
  await writeFile(join(folder, 'flows.ndjson'), 'old');
  const failure = writeAll(folder);
  await expect(failure).rejects.toBeInstanceOf(UserError);
  await expect(failure).rejects.toMatchObject({
    exitCode: 74,
    message: expect.stringContaining('report.html: there is a folder of that name'),
  });
  expect(await readFile(join(folder, 'flows.ndjson'), 'utf8')).toBe('old');
});

test('a file where the folder belongs is a mistake that the message explains', async () => {
  const folder = await outputFolder();
  await writeFile(join(folder, 'out'), '');
  await expect(NativeOutput.open(join(folder, 'out'))).rejects.toMatchObject({
    exitCode: 74,
    message: expect.stringMatching(/Cannot write .*out: .*-o\.$/),
  });
  await expect(NativeOutput.open(join(folder, 'out', 'deeper'))).rejects.toMatchObject({ exitCode: 74 });
});
