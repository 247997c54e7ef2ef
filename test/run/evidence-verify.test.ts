import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { PACK_SCHEMA } from '../../src/report/evidence-pack.ts';
import { verifyPack } from '../../src/run/evidence-verify.ts';
import { testFolder } from '../support/native-records.ts';
import { readAll } from '../support/read-all.ts';

/** A pack whose manifest names its files as they are. */
function pack(evidence: readonly unknown[], more: readonly unknown[] = []): string {
  const folder = testFolder();
  const finding = JSON.stringify({ evidence });
  writeFileSync(join(folder, 'finding.json'), finding);
  const sha256 = createHash('sha256').update(finding).digest('hex');
  const files = [{ name: 'finding.json', bytes: finding.length, sha256 }, ...more];
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ schema: PACK_SCHEMA, files }));
  return folder;
}

function verified(path: string): { code: number; text: string } {
  const stdout = new PassThrough();
  const code = verifyPack(path, { stdout, columns: 200 });
  return { code, text: readAll(stdout) };
}

it('bits must follow from their numbers, but for the hundredths that records are rounded to', () => {
  const piece = { kind: 'sequence', numbers: { channels: 1, as_good: 0, shifts: 9 }, sources: [] };
  const exact = Math.log2(10);
  expect(verified(pack([{ ...piece, bits: Math.round(exact * 100) / 100 }])).code).toBe(0);
  const { code, text } = verified(pack([{ ...piece, bits: exact + 0.05 }]));
  expect(code).toBe(3);
  expect(text).toContain('finding.json: sequence: the formula gives 3.32 bits, the record says 3.37');
});

it('places in streams need not be there, for packets hold their bytes; lines and frames must', () => {
  const piece = { kind: 'a kind of tomorrow', numbers: {}, bits: 1 };
  expect(verified(pack([{ ...piece, sources: ['stream ab12 orig 0+64'] }])).code).toBe(0);
  const { code, text } = verified(pack([{ ...piece, sources: ['frame 7', 'log-1.txt:3'] }]));
  expect(code).toBe(3);
  expect(text).toContain('frame 7 is cited and not in the pack');
  expect(text).toContain('log-1.txt:3 is cited and not in the pack');
});

it('what a stranger wrote is told, whatever it is', () => {
  const piece = { kind: 'sequence', numbers: { channels: 1, as_good: 0, shifts: 9 }, sources: [], bits: 3.32 };
  expect(verified(pack([piece])).code).toBe(0);
  for (const damaged of [
    null,
    7,
    {},
    { ...piece, sources: 'frame 1' },
    { ...piece, sources: [7] },
    { ...piece, numbers: null },
    { ...piece, numbers: { channels: 'x' } },
    { ...piece, kind: 'key_rate', numbers: { keys: 1e15, expected: 1 } },
    { ...piece, bits: {} },
  ]) {
    const { code, text } = verified(pack([damaged]));
    expect([code, text], JSON.stringify(damaged)).toEqual([3, expect.stringContaining('evidence cannot be read')]);
  }
  expect(verified(pack([{ ...piece, numbers: { channels: 0, shifts: -1 } }])).text).toContain('the formula gives');
  const large = { kind: 'ciphertext', numbers: { most_in_a_flow: 5e12 }, sources: [], bits: 6 };
  expect(verified(pack([large])).code).toBe(0);
  for (const kind of ['constructor', '__proto__']) expect(verified(pack([{ ...piece, kind }])).code).toBe(0);
  for (const entry of [null, 'x', {}, { name: 7 }])
    expect(verified(pack([piece], [entry])).text).toContain('names a file that has no name');
  const folder = pack([{ ...piece, sources: ['a:1'] }]);
  writeFileSync(join(folder, 'lines.ndjson'), 'null\n7\n{"source":"a:1"}\n');
  expect(verified(folder).text).not.toContain('a:1 is cited');
});

// Packs that were changed are in evidence-command.test.ts, which makes whole ones.
it('a folder that is no pack, or one of another version, is refused and not called changed', () => {
  const folder = testFolder();
  const check = () => verifyPack(folder, { stdout: new PassThrough(), columns: 200 });
  expect(check).toThrow(/no evidence pack that this version knows/);
  for (const text of ['', '[]', 'null', '{"schema":"cipherscope.evidence/99","files":[]}']) {
    writeFileSync(join(folder, 'manifest.json'), text);
    expect(check).toThrow(/should say cipherscope\.evidence\/1/);
  }
});
