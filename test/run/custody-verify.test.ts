import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CustodyLog } from '../../src/run/custody.ts';
import { verifyCollection } from '../../src/run/custody-verify.ts';

function collected(files: Readonly<Record<string, string>>, { ends = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-custody-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = new CustodyLog(join(folder, 'custody.ndjson'), () => new Date(0));
  log.add({ event: 'started' });
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(folder, file), text);
    log.add({ event: 'taken', file, sha256: createHash('sha256').update(text).digest('hex') });
  }
  if (ends) log.add({ event: 'ended', failures: [] });
  return { folder, log };
}

async function verify(folder: string): Promise<[number, string]> {
  let said = '';
  const stdout = { write: (text: string) => (said += text) } as unknown as NodeJS.WritableStream;
  return [await verifyCollection(folder, { stdout, columns: 400 }), said.replaceAll(folder, 'FOLDER')];
}

it('a collection that nobody touched holds, and names the hash to compare', async () => {
  const { folder, log } = collected({ 'a.log': 'one', 'b.log': '' });
  expect(await verify(folder)).toEqual([
    0,
    `FOLDER: 2 files as taken, and each line of custody.ndjson follows from the one before it.\nThe last line has the SHA-256 ${log.lastSha256}: is it what collect told at its end?\n`,
  ]);
});

it('a changed file, and one that a link stands for, are faults', async () => {
  const { folder } = collected({ 'a.log': 'one', 'b.log': 'two', 'c.log': 'three' });
  writeFileSync(join(folder, 'a.log'), 'One');
  rmSync(join(folder, 'b.log'));
  writeFileSync(`${folder}/other`, 'two');
  symlinkSync('other', join(folder, 'b.log'));
  const [code, said] = await verify(folder);
  expect(code).toBe(3);
  expect(said).toContain(
    'a.log: not as it was taken\nb.log: not as it was taken\nnot of this collection: other\nFOLDER: 2 faults.',
  );
});

it('files that are gone, and others beside, are told and no faults', async () => {
  const { folder } = collected({ 'a.log': 'one', 'b.log': 'two' });
  rmSync(join(folder, 'a.log'));
  writeFileSync(join(folder, 'cap\u001b.pcap'), '');
  const [code, said] = await verify(folder);
  expect(code).toBe(0);
  expect(said).toContain('gone since: a.log\nnot of this collection: cap\\x1b.pcap\nFOLDER: 1 file as taken');
});

it('a line that does not follow, and a log without an end, are faults', async () => {
  const { folder } = collected({ 'a.log': 'one' });
  appendFileSync(join(folder, 'custody.ndjson'), '{"event":"taken","file":"../x","sha256":""}\n');
  expect((await verify(folder))[1]).toContain(
    'custody.ndjson, line 4: does not follow from the line before it\nFOLDER: 1 fault.',
  );
  const killed = collected({ 'a.log': 'one' }, { ends: false });
  expect(await verify(killed.folder)).toEqual([3, expect.stringContaining('custody.ndjson: has no line that ends it')]);
  writeFileSync(join(killed.folder, 'custody.ndjson'), 'nonsense');
  expect(await verify(killed.folder)).toEqual([3, expect.stringContaining('custody.ndjson, line 1: does not follow')]);
});

it('names in the log lead nowhere outside of the folder', async () => {
  const { folder, log } = collected({}, { ends: false });
  log.add({ event: 'taken', file: '../secret', sha256: '00' });
  log.add({ event: 'ended' });
  expect(await verify(folder)).toEqual([
    3,
    expect.stringContaining('custody.ndjson, line 2: names no file of the folder'),
  ]);
});

it('what is no collection is an error of its own', async () => {
  const { folder } = collected({});
  rmSync(join(folder, 'custody.ndjson'));
  await expect(verify(folder)).rejects.toMatchObject({
    exitCode: 66,
    message: expect.stringContaining('no collection'),
  });
  writeFileSync(join(folder, 'a'), '');
  await expect(verify(join(folder, 'a'))).rejects.toMatchObject({ exitCode: 66 });
});
