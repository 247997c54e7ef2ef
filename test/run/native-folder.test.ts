import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { NativeFolder, recordFault } from '../../src/run/native-folder.ts';
import { nativeFolder, nativeRecords, testFolder } from '../support/native-records.ts';

async function all<T>(records: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const record of records) read.push(record);
  return read;
}

function refusal(folder: string): UserError {
  try {
    NativeFolder.open(folder);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was opened');
}

describe('a folder of native output', () => {
  it('reads back what was written', async () => {
    const records = nativeRecords();
    const native = NativeFolder.open(await nativeFolder(records));
    expect(native.manifest).toEqual(records.manifest);
    expect(native.findings).toEqual(records.findings);
    expect(native.apps).toEqual(records.apps);
    expect(await all(native.flows())).toEqual(await all(records.flows()));
    expect(await all(native.flows())).toEqual(await all(records.flows()));
    expect(await all(native.channels())).toEqual(await all(records.channels()));
    expect(native.damaged.size).toBe(0);
  });

  it('leaves damaged lines out, and says which and why', async () => {
    const records = nativeRecords();
    const folder = await nativeFolder(records);
    const flows = (await all(records.flows())).length;
    appendFileSync(join(folder, 'flows.ndjson'), '{"flow_id":\n{"other":1}\n[1]\n');
    const native = NativeFolder.open(folder);
    expect(await all(native.flows())).toHaveLength(flows);
    expect([...native.damaged]).toEqual(
      [1, 2, 3].map((n) => [`flows.ndjson:${flows + n}`, 'is no record with flow_id']),
    );
  });

  it('is refused where it is none, with what to do', async () => {
    const missing = refusal(testFolder());
    expect(missing).toMatchObject({ exitCode: 66 });
    expect(missing.message).toContain('Name a folder that "cipherscope analyze CAPTURE -o FOLDER" wrote.');
    const folder = await nativeFolder();
    writeFileSync(join(folder, 'manifest.json'), '{"schema_version": "2.0"}');
    expect(refusal(folder)).toMatchObject({ exitCode: 65, message: expect.stringContaining('schema version 2.0') });
    writeFileSync(join(folder, 'manifest.json'), '{');
    expect(refusal(folder)).toMatchObject({ exitCode: 65, message: expect.stringContaining('damaged') });
  });

  it('says which file is gone when it is asked for', async () => {
    const folder = await nativeFolder();
    rmSync(join(folder, 'flows.ndjson'));
    const native = NativeFolder.open(folder);
    await expect(all(native.flows())).rejects.toThrow(/flows\.ndjson: no such file/);
  });
});

it('what a format throws at records that somebody changed is told with the folder and what to do; other errors stay', () => {
  const fault = recordFault(new TypeError('x is not iterable'), 'out');
  expect(fault).toMatchObject({
    exitCode: 65,
    message: expect.stringMatching(/^out: .*x is not iterable.*Analyse the capture again/),
  });
  const other = new Error('disk');
  expect(recordFault(other, 'out')).toBe(other);
});
