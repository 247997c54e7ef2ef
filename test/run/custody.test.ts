import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CustodyLog, readCustody } from '../../src/run/custody.ts';

it('each line carries the hash of the one before it, so that a change shows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-custody-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'custody.ndjson');
  const log = new CustodyLog(path, () => new Date(0));
  log.add({ event: 'started', by: 'x' });
  log.add({ event: 'taken', file: 'a' });
  log.add({ event: 'ended' });
  expect(readCustody(path).brokenLine).toBeUndefined();
  const text = readFileSync(path, 'utf8');
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  expect(log.lastSha256).toBe(createHash('sha256').update(last).digest('hex'));
  expect(text.split('\n')[0]).toContain('"time":"1970-01-01T00:00:00.000Z","event":"started"');
  writeFileSync(path, text.replace('"file":"a"', '"file":"b"'));
  expect(readCustody(path).brokenLine).toBe(3);
  writeFileSync(path, text.split('\n').slice(1).join('\n'));
  expect(readCustody(path).brokenLine).toBe(1);
  writeFileSync(path, `${text}nonsense\n`);
  expect(readCustody(path).brokenLine).toBe(4);
});
