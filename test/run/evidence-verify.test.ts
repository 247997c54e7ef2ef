import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { verifyPack } from '../../src/run/evidence-verify.ts';
import { testFolder } from '../support/native-records.ts';

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
