import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { inspectParts } from '../../src/cli/optional-parts.ts';

const folder = mkdtempSync(join(tmpdir(), 'cipherscope-parts-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('every part has a state and a purpose, and Node says its version', async () => {
  const parts = await inspectParts({});
  expect(parts.map(({ name }) => name)).toEqual([
    'Node.js',
    'zstd',
    'cap',
    'tcpdump',
    'tshark',
    'ndpiReader',
    'chromium',
    'JDK',
    'corpora',
  ]);
  for (const { name, state, purpose } of parts) {
    expect(state, name).toMatch(/^(absent|present|\d+(\.\d+)+)$/);
    expect(purpose.length, name).toBeGreaterThan(10);
  }
  expect(parts[0]?.state).toBe(process.versions.node);
});

it('programs are looked for where PATH says, and absent ones are absent', async () => {
  const path = process.env['PATH'];
  process.env['PATH'] = folder;
  try {
    const parts = await inspectParts({});
    for (const name of ['tcpdump', 'tshark', 'ndpiReader', 'chromium']) {
      expect(parts.find((part) => part.name === name)?.state).toBe('absent');
    }
  } finally {
    process.env['PATH'] = path;
  }
});

it('the corpora are where CIPHERSCOPE_SHARED says', async () => {
  const corpora = async () =>
    (await inspectParts({ CIPHERSCOPE_SHARED: folder })).find(({ name }) => name === 'corpora');
  expect((await corpora())?.state).toBe('absent');
  mkdirSync(join(folder, 'corpora'));
  expect((await corpora())?.state).toBe('present');
});
