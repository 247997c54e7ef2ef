import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { type CaptureInput, resolveCaptureFiles } from '../../src/run/capture-input.ts';
import { captureOf } from '../support/analysed.ts';
import { START_US } from '../support/capture-bytes.ts';
import { outputFolder } from '../support/output-folder.ts';

/** A capture of one packet; `mark` makes its content its own. */
function capture(atUs: number, mark = 'x'): Buffer {
  return captureOf([{ from: '10.0.0.1:1000', to: '10.0.0.2:53', protocol: 17, payload: Buffer.from(mark), atUs }]);
}

async function folderOf(files: Record<string, Uint8Array | string>): Promise<(name?: string) => string> {
  const folder = await outputFolder();
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return (name = '') => join(folder, name);
}

const namesOf = ({ pieces }: CaptureInput) => pieces.map(({ file }) => file);

async function refusal(paths: readonly string[]): Promise<UserError> {
  const error = await resolveCaptureFiles(paths).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('resolveCaptureFiles', () => {
  it('orders pieces by their first packet, however they are named', async () => {
    const at = await folderOf({ 'c.pcap': capture(1), 'a.pcap': capture(3), 'b.pcap': capture(2) });
    for (const names of [
      ['a.pcap', 'b.pcap', 'c.pcap'],
      ['c.pcap', 'a.pcap', 'b.pcap'],
    ])
      expect(namesOf(await resolveCaptureFiles(names.map(at)))).toEqual(['c.pcap', 'b.pcap', 'a.pcap']);
  });

  it('orders pieces that begin at the same time by their content, not by their names', async () => {
    const first = await folderOf({ 'a.pcap': capture(1, 'one'), 'b.pcap': capture(1, 'two') });
    const second = await folderOf({ 'b.pcap': capture(1, 'one'), 'a.pcap': capture(1, 'two') });
    const orders = [await resolveCaptureFiles([first()]), await resolveCaptureFiles([second()])].map(namesOf);
    expect(orders[0]).toEqual(orders[1]?.map((name) => (name === 'a.pcap' ? 'b.pcap' : 'a.pcap')));
  });

  it('says of each piece where it is, its size, its first packet and whether it is compressed', async () => {
    const plain = capture(5);
    const packed = gzipSync(capture(6));
    const at = await folderOf({ 'plain.pcap': plain, 'packed.pcap.gz': packed });
    const { pieces, unreadable, copies } = await resolveCaptureFiles([at()]);
    expect(pieces).toEqual([
      {
        path: at('plain.pcap'),
        file: 'plain.pcap',
        fileBytes: plain.length,
        isCompressed: false,
        firstUs: START_US + 5,
      },
      {
        path: at('packed.pcap.gz'),
        file: 'packed.pcap.gz',
        fileBytes: packed.length,
        isCompressed: true,
        firstUs: START_US + 6,
      },
    ]);
    expect({ unreadable, copies }).toEqual({ unreadable: [], copies: [] });
  });

  it('puts a capture without packets last', async () => {
    const at = await folderOf({ 'a.pcap': captureOf([]), 'b.pcap': capture(1) });
    expect(namesOf(await resolveCaptureFiles([at()]))).toEqual(['b.pcap', 'a.pcap']);
  });

  it('takes captures in folders within folders, and leaves logs beside them alone', async () => {
    const at = await folderOf({ 'x/y/b.pcap': capture(2), 'a.pcap': capture(1), 'logs/proc.log': 'text', notes: '' });
    const input = await resolveCaptureFiles([at()]);
    expect(namesOf(input)).toEqual(['a.pcap', 'b.pcap']);
    expect(input.unreadable).toEqual([]);
  });

  it('reports what is called a capture in a folder and is none: a hole in the recording', async () => {
    const at = await folderOf({ 'a.pcap': capture(1), 'b.pcap1': '', 'c.pcapng.gz': 'not gzip', 'd.CAP': 'text' });
    const { unreadable } = await resolveCaptureFiles([at()]);
    expect(unreadable.map(({ file }) => file)).toEqual([at('b.pcap1'), at('c.pcapng.gz'), at('d.CAP')]);
    expect(unreadable[0]?.reason).toContain('empty file');
  });

  it('reports whatever was named and is no capture, with how it begins', async () => {
    const at = await folderOf({ 'a.pcap': capture(1), 'notes.txt': 'not a capture' });
    const { unreadable } = await resolveCaptureFiles([at('a.pcap'), at('notes.txt'), at('absent.pcap')]);
    expect(unreadable).toEqual([
      { file: at('notes.txt'), reason: expect.stringContaining('it is text that begins with "not a capture"') },
      { file: at('absent.pcap'), reason: expect.stringContaining('no such file') },
    ]);
  });

  it('reports a folder named beside a capture that holds none: logs that were given without -t', async () => {
    const at = await folderOf({ 'run/a.pcap': capture(1), 'logs/procnet.log': '### 1', 'bad/b.pcap': '' });
    const { unreadable } = await resolveCaptureFiles([at('run/a.pcap'), at('logs')]);
    expect(unreadable).toEqual([{ file: at('logs'), reason: expect.stringContaining('given with -t') }]);
    const whole = await resolveCaptureFiles([at('run/a.pcap'), at('run'), at('bad')]);
    expect(whole.unreadable.map(({ file }) => file)).toEqual([at('bad/b.pcap')]);
    expect((await resolveCaptureFiles([at()])).unreadable.map(({ file }) => file)).toEqual([at('bad/b.pcap')]);
  });

  it('walks folders once that links lead back to, and finds what lies below a folder that was first met deep down', async () => {
    const at = await folderOf({ 'a/b/c/d/e/f/x.pcap': capture(1), 'z/1/2/3/4/5/y.pcap': capture(2) });
    for (let i = 0; i < 12; i++) symlinkSync(at(), at(`loop${i}`));
    symlinkSync(at('z'), at('a/b/c/d/e/z'));
    expect(namesOf(await resolveCaptureFiles([at()]))).toEqual(['x.pcap', 'y.pcap']);
  });

  it('reads a file once that was named twice, or that links lead to', async () => {
    const at = await folderOf({ 'sub/a.pcap': capture(1), 'sub/b.pcap': capture(2) });
    symlinkSync(at('sub/a.pcap'), at('sub/link.pcap'));
    symlinkSync(at('sub'), at('sub/loop'));
    const input = await resolveCaptureFiles([at('sub/a.pcap'), at('sub'), join(at('sub'), '..', 'sub', 'a.pcap')]);
    expect(namesOf(input)).toEqual(['a.pcap', 'b.pcap']);
    expect(input.copies).toEqual([]);
  });

  it('leaves a copy out, or every packet would count twice, and says so', async () => {
    const at = await folderOf({ 'a.pcap': capture(1) });
    copyFileSync(at('a.pcap'), at('b.pcap'));
    linkSync(at('a.pcap'), at('c.pcap'));
    const input = await resolveCaptureFiles([at('c.pcap'), at('b.pcap'), at('a.pcap')]);
    expect(namesOf(input)).toEqual(['a.pcap']);
    expect(input.copies).toEqual([
      { file: at('b.pcap'), of: at('a.pcap') },
      { file: at('c.pcap'), of: at('a.pcap') },
    ]);
  });

  it('does not wait for a pipe that lies in a folder', async () => {
    const at = await folderOf({ 'a.pcap': capture(1) });
    execFileSync('mkfifo', [at('pipe.pcap')]);
    expect(namesOf(await resolveCaptureFiles([at()]))).toEqual(['a.pcap']);
    expect(await refusal([at('pipe.pcap')])).toMatchObject({ exitCode: 74, message: expect.stringContaining('stdin') });
  });
});

describe('an input without a capture', () => {
  it('is 66 where nothing is there: no file, no folder, nothing in it', async () => {
    const at = await folderOf({});
    expect(await refusal([at('absent')])).toMatchObject({ exitCode: 66 });
    expect(await refusal([at('absent'), at('too')])).toMatchObject({ exitCode: 66 });
    expect(await refusal([at()])).toMatchObject({
      exitCode: 66,
      message: expect.stringContaining('no captures there'),
    });
  });

  it('is 65 where what is there is none, a file of no bytes included', async () => {
    const at = await folderOf({ 'notes.txt': 'not a capture', 'empty.pcap': '', 'short.pcap': 'ab' });
    expect(await refusal([at('notes.txt')])).toMatchObject({ exitCode: 65 });
    expect(await refusal([at('empty.pcap')])).toMatchObject({
      exitCode: 65,
      message: expect.stringContaining('empty file'),
    });
    expect(await refusal([at('short.pcap')])).toMatchObject({ exitCode: 65 });
    expect(await refusal([at()])).toMatchObject({ exitCode: 65 });
  });

  it('is 65, and names every file, where the reasons differ', async () => {
    const at = await folderOf({ 'notes.txt': 'not a capture' });
    const error = await refusal([at('notes.txt'), at('absent.pcap')]);
    expect(error.exitCode).toBe(65);
    expect(error.message.split('\n').map((line) => line.split(':')[0])).toEqual([at('notes.txt'), at('absent.pcap')]);
  });

  it('is 74 where a folder may not be read', async (context) => {
    context.skip(process.getuid?.() === 0, 'root may read everything');
    const at = await folderOf({ 'locked/a.pcap': capture(1) });
    chmodSync(at('locked'), 0);
    const error = await refusal([at('locked')]);
    chmodSync(at('locked'), 0o700);
    expect(error).toMatchObject({ exitCode: 74, message: expect.stringContaining('permissions') });
  });
});
