import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCitedLines } from '../../src/run/cited-lines.ts';
import { analyzeOptions } from '../../src/run/config.ts';
import { spillFolder } from '../support/analysed.ts';

const options = (telemetry: string[]) =>
  analyzeOptions({ captures: ['x'], interfaceName: undefined, quiet: true, verbose: false }, { telemetry });

describe('cited lines', () => {
  it('are read again from the log, without what may not be shown', async () => {
    const path = join(spillFolder(), 'crypto.ndjson');
    const row = {
      schema: 'cipherscope.crypto/1',
      '@timestamp': '2026-01-01T00:00:00Z',
      'event.action': 'cipher_final',
      'android.uid': 10101,
      'crypto.operation': 'encrypt',
      'crypto.algorithm': 'AES',
      'crypto.output.bytes': 32,
      'crypto.key': '000102030405',
    };
    writeFileSync(path, `${JSON.stringify(row)}\n${JSON.stringify({ ...row, 'event.action': 'key_wrap' })}\n`);
    const lines = await readCitedLines(new Set(['crypto.ndjson:2', 'crypto.ndjson:9']), options([path]));
    expect([...lines.keys()]).toEqual(['crypto.ndjson:2']);
    expect(lines.get('crypto.ndjson:2')).toMatchObject({
      action: 'key_wrap',
      fields: { algorithm: 'AES', operation: 'encrypt', outputBytes: 32 },
    });
    expect(JSON.stringify(lines.get('crypto.ndjson:2'))).not.toContain('000102030405');
  });

  it('are none without logs or without citations', async () => {
    expect((await readCitedLines(new Set(['a:1']), options([]))).size).toBe(0);
    expect((await readCitedLines(new Set(), options(['nowhere']))).size).toBe(0);
  });
});
