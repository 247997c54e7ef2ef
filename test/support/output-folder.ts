// A fresh folder for files that a test writes; removed when the test is done.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export async function outputFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cipherscope-output-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
