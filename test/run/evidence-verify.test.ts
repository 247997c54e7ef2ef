import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { PACK_SCHEMA } from '../../src/report/evidence-pack.ts';
import { verifyPack } from '../../src/run/evidence-verify.ts';
import { testFolder } from '../support/native-records.ts';

/** A pack whose manifest names its files as they are. */
function pack(evidence: readonly object[]): string {
  const folder = testFolder();
  const finding = JSON.stringify({ evidence });
  writeFileSync(join(folder, 'finding.json'), finding);
  const sha256 = createHash('sha256').update(finding).digest('hex');
  const files = [{ name: 'finding.json', bytes: finding.length, sha256 }];
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ schema: PACK_SCHEMA, files }));
  return folder;
}

function verified(path: string): { code: number; text: string } {
  const stdout = new PassThrough();
  const code = verifyPack(path, { stdout, columns: 200 });
  return { code, text: String(stdout.read()) };
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
