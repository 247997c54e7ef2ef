import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../src/report/format-names.ts';
import { REPORT_FORMATS } from '../../src/report/format-registry.ts';
import { formatsNamed, renderFormats } from '../../src/run/report-command.ts';
import { nativeFolder, nativeRecords, readText } from '../support/native-records.ts';

const NONE = { approved: new Set<string>() };

async function render(folder: string, formats: readonly string[], choices = NONE) {
  return renderFormats({ folder, formats, output: folder, choices, suffix: 'test' });
}

describe('rendering formats', () => {
  it('writes every format into a folder of its name, and nothing else', async () => {
    const folder = await nativeFolder();
    const before = readdirSync(folder);
    const { files, damaged } = await render(folder, FORMAT_NAMES);
    expect(files).toEqual(REPORT_FORMATS.flatMap(({ name, files: own }) => own.map((file) => join(name, file))));
    for (const file of files) expect(existsSync(join(folder, file))).toBe(true);
    expect(readdirSync(folder).sort()).toEqual([...before, ...FORMAT_NAMES].sort());
    expect(damaged.size).toBe(0);
  });

  it('replaces its own files and leaves others alone', async () => {
    const folder = await nativeFolder();
    mkdirSync(join(folder, 'csv'));
    writeFileSync(join(folder, 'csv/mine.txt'), 'mine');
    writeFileSync(join(folder, 'csv/flows.csv'), 'old');
    await render(folder, ['csv']);
    expect(readText(folder, 'csv/mine.txt')).toBe('mine');
    expect(readText(folder, 'csv/flows.csv')).not.toBe('old');
  });

  it('gives the same bytes again, whatever else is rendered', async () => {
    const [one, two] = [await nativeFolder(), await nativeFolder()];
    const { files } = await render(one, FORMAT_NAMES);
    for (const name of [...FORMAT_NAMES].reverse()) await render(two, [name]);
    for (const file of files)
      expect(readFileSync(join(one, file)).equals(readFileSync(join(two, file))), file).toBe(true);
  });

  it('leaves nothing behind when it fails', async () => {
    const folder = await nativeFolder();
    rmSync(join(folder, 'flows.ndjson'));
    await expect(render(folder, ['csv'])).rejects.toThrow(/flows\.ndjson/);
    expect(readdirSync(folder)).not.toContain('csv');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it.each(FORMAT_NAMES)('ends when it is interrupted, and nothing of %s is there', async (name) => {
    const folder = await nativeFolder();
    const before = readdirSync(folder);
    const interruption = new AbortController();
    const task = { folder, formats: [name], output: folder, choices: NONE, suffix: 'test' };
    const rendering = renderFormats({ ...task, signal: interruption.signal });
    setImmediate(() => interruption.abort());
    await expect(rendering).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('knows no format by a wrong name, and no finding that is not there', async () => {
    expect(() => formatsNamed(['zeke'])).toThrow('--format zeke: no such format. Did you mean zeek?');
    expect(() => formatsNamed(['quite-another'])).toThrow(/Known are csv, /);
    expect(formatsNamed(['csv', 'csv']).map(({ name }) => name)).toEqual(['csv']);
    expect(formatsNamed(['stix', 'all']).map(({ name }) => name)).toEqual([
      'stix',
      ...FORMAT_NAMES.filter((name) => name !== 'stix'),
    ]);
    const folder = await nativeFolder();
    const approved = { approved: new Set(['nobody']) };
    await expect(render(folder, ['stix'], approved)).rejects.toThrow(/--approved nobody: .* has no such finding/);
    const [finding] = nativeRecords().findings;
    await render(folder, ['stix'], { approved: new Set([finding?.finding_id ?? '']) });
    expect(readText(folder, 'stix/bundle.json')).toContain('"type": "indicator"');
  });
});
