import { expect, it } from 'vitest';
import { randomOfKeyLogLine } from '../../src/parse/key-log-line.ts';
import { keyLogImporter } from '../../src/telemetry/key-log-importer.ts';
import { importText, readLogs } from './telemetry-fixture.ts';

const line = (byte: string, label = 'CLIENT_RANDOM') => `${label} ${byte.repeat(32)} ${'cd'.repeat(48)}`;
const LOG = [
  '# written by a library',
  line('ab'),
  '',
  line('ef', 'CLIENT_TRAFFIC_SECRET_0'),
  line('ef', 'SERVER_TRAFFIC_SECRET_0'),
].join('\n');

it('handshakes are kept, secrets are dropped and counted', () => {
  const { randoms, redacted, rejected } = importText(keyLogImporter, LOG);
  expect(rejected).toEqual([]);
  expect(new Set(randoms)).toEqual(new Set([randomOfKeyLogLine(line('ab')), randomOfKeyLogLine(line('ef'))]));
  expect(redacted).toBe(3);
  expect(keyLogImporter.sniff(LOG.split('\n'))).toBeGreaterThan(0.9);
  expect(keyLogImporter.sniff(['CLIENT_RANDOM x'])).toBe(0);
});

it('other lines are rejected', async () => {
  expect(importText(keyLogImporter, 'hello').rejected[0].reason).toBe('is no line of a key log');
  const { files, tlsRandoms } = await readLogs({ 'keys.log': `${LOG}\nCLIENT_RANDOM cut` });
  expect(files[0]).toMatchObject({ format: 'keylog', records: 3, rejected: 1, redacted: 3 });
  expect(tlsRandoms.size).toBe(2);
});
