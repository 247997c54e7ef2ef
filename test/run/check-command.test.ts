import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type * as Check from '../../src/run/check-command.ts';
import { smallCapture } from '../support/batch-captures.ts';
import { builtModule } from '../support/built-module.ts';
import { testFolder } from '../support/native-records.ts';
import { readAll } from '../support/read-all.ts';

const { runCheck } = await builtModule<typeof Check>('run/check-command.ts');

async function check(rules: string, options: Partial<Check.CheckOptions> = {}, bytes = smallCapture(1)) {
  const folder = testFolder();
  const [capture, expectations] = [join(folder, 'cap.pcap'), join(folder, 'e.yaml')];
  writeFileSync(capture, bytes);
  writeFileSync(expectations, rules);
  const io = {
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    signal: new AbortController().signal,
    columns: 200,
  };
  const code = await runCheck(
    {
      captures: [capture],
      expect: expectations,
      settings: {},
      requireAreas: [],
      junit: join(folder, 'j.xml'),
      sarif: join(folder, 's.sarif'),
      folder,
      ...options,
    },
    io,
  );
  return { code, text: readAll(io.stdout), said: readAll(io.stderr), folder };
}

describe('cipherscope check', () => {
  it('ends with 0 where every rule holds, and writes what pipelines read', async () => {
    const { code, text, folder } = await check('must:\n  - service: http\nmust_not:\n  - encryption: custom\n');
    expect(code).toBe(0);
    expect(text.match(/^held /gm)).toHaveLength(2);
    expect(readFileSync(join(folder, 'j.xml'), 'utf8')).toContain('tests="2" failures="0" errors="0"');
    expect(JSON.parse(readFileSync(join(folder, 's.sarif'), 'utf8')).runs[0].results).toEqual([]);
  });

  it('ends with 1 where one is broken, with 4 where one is blind', async () => {
    expect((await check('must_not:\n  - service: http\n')).code).toBe(1);
    const blind = await check('app: com.example.a\nmust_not:\n  - service: http\n');
    expect(blind.code).toBe(4);
    expect(blind.text).toContain('whose app is not known');
  });

  it('locates what fails in the expectations, as the working folder sees them', async () => {
    const rules = 'must_not:\n  - service: ssh\n  - service: http\n';
    const locationsOf = ({ folder }: { folder: string }) => {
      const [run] = JSON.parse(readFileSync(join(folder, 's.sarif'), 'utf8')).runs;
      return run.results.map(({ locations }: { locations: unknown[] }) => locations);
    };
    const at = (uri: string) => [[{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 3 } } }]];
    const inside = await check(rules);
    expect(locationsOf(inside)).toEqual(at('e.yaml'));
    const below = await check(rules, { folder: dirname(inside.folder) });
    expect(locationsOf(below)).toEqual(at(`${basename(below.folder)}/e.yaml`));
    expect(locationsOf(await check(rules, { folder: '/nowhere' }))).toEqual(at('e.yaml'));
  });

  it('ends with 3 where the rules held and the capture is cut, and says where', async () => {
    const { code, said } = await check('must_not:\n  - service: ssh\n', {}, smallCapture(1).subarray(0, -10));
    expect(code).toBe(3);
    expect(said).toMatch(/cap\.pcap: .* at byte \d+, \d+ bytes \([\d.]+ %\) unread: what follows was not tested\.\n/);
  });

  it('ends with 4 where an area that is required was not collected', async () => {
    const { code, said } = await check('must:\n  - service: http\n', { requireAreas: ['key_lifecycle'] });
    expect(code).toBe(4);
    expect(said).toContain('nothing was collected for key_lifecycle');
  });
});
