import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readPolicy } from '../../src/run/policy.ts';

const folder = mkdtempSync(join(tmpdir(), 'cipherscope-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const starter = (kind: string) => fileURLToPath(new URL(`../../schema/starter/${kind}.json`, import.meta.url));
const none = { allowlist: undefined, catalogue: undefined, parameters: undefined };

function file(text: string): string {
  const path = join(folder, 'policy.json');
  writeFileSync(path, text);
  return path;
}

describe('the files of policy', () => {
  it('are read, with hash and base name; the starter files are good', async () => {
    const policy = await readPolicy({
      allowlist: starter('allowlist'),
      catalogue: starter('catalogue'),
      parameters: starter('parameters'),
    });
    expect(policy.allowlist).toMatchObject({ file: 'allowlist.json', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(policy.allowlist?.value.rules.length).toBeGreaterThan(1);
    expect(policy.catalogue?.value.apps.length).toBeGreaterThan(1);
    expect(policy.parameters?.value.time_window_s).toBe(10);
    expect(await readPolicy(none)).toEqual(none);
  });

  it('are read as editors on Windows save them', async () => {
    const path = join(folder, 'windows.json');
    writeFileSync(path, Buffer.from('\ufeff{"rules": []}', 'utf16le'));
    expect((await readPolicy({ ...none, allowlist: path })).allowlist?.value).toEqual({ rules: [] });
    writeFileSync(path, '\ufeff{"rules": []}');
    expect((await readPolicy({ ...none, allowlist: path })).allowlist?.value).toEqual({ rules: [] });
  });

  it('of many faults the first are told, and that not all was checked', async () => {
    const rules = (length: number) => JSON.stringify({ rules: Array.from({ length }, () => 7) });
    const refused = (length: number) => readPolicy({ ...none, allowlist: file(rules(length)) });
    await expect(refused(20)).rejects.toThrow(/rules\[7\]: expects an object, not a number\nand 12 more\nschema/);
    await expect(refused(30_000)).rejects.toThrow(/rules\[7\]: .*\nand 461 more; what follows was not checked\nschema/);
  });

  it('are refused with file, place and remedy', async () => {
    const refused = (kind: keyof typeof none, text: string) => readPolicy({ ...none, [kind]: file(text) });
    await expect(refused('allowlist', '{')).rejects.toThrow(/not JSON/);
    await expect(refused('allowlist', '{"rules":[{"id":"a","destination":["*"]}]}')).rejects.toThrow(
      /rules\[0\]\.destination\[0\]: would match every destination/,
    );
    await expect(refused('allowlist', '{"rules":[{"id":"a","reason":"x","owner":"y"}]}')).rejects.toThrow(
      /rules\[0\]: needs a package or a destination/,
    );
    await expect(refused('catalogue', '{"apps":[{"package":"a.b","category":"zoo"}]}')).rejects.toThrow(/category zoo/);
    await expect(refused('parameters', '{"time_window_s":-1}')).rejects.toThrow(
      /time_window_s.*\n.*starter\/parameters\.json/s,
    );
    const long = JSON.stringify({ rules: [], ['x'.repeat(9000)]: 1 });
    await expect(refused('allowlist', long)).rejects.toThrow(/^.{20,500}…\nschema\/starter/);
    await expect(readPolicy({ ...none, catalogue: join(folder, 'none.json') })).rejects.toThrow(/no such file/);
  });
});
