import { expect, test } from 'vitest';
import { settingsSection } from '../../src/report/html-settings.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

function text(html: string): string {
  return html.replace(/<[^>]+>/g, ' ').replace(/ +/g, ' ');
}

test('tool, settings, captures and logs are there with their hashes', () => {
  const shown = text(settingsSection(sampleResult().manifest));
  expect(shown).toContain('cipherscope 0.1.0, records of schema 1');
  expect(shown).toContain(`Settings SHA-256 98d2${'1'.repeat(60)}`);
  expect(shown).toContain(
    'Capture run42.pcapng pcapng, 48,120 packets, 31.2 MB, link type EN10MB, times in us, provenance emulator, 3 malformed, 12 truncated, ends early at byte 31,204,480: truncated',
  );
  expect(shown).toContain(
    'Log sockets.csv pcapdroid-csv, 340 records, 1 rejected, clock +180 ms ± 4.2 ms, by flows over 211 pairs',
  );
});

test('damage behind which reading went on is told apart from an early end', () => {
  const { manifest } = sampleResult();
  const [capture] = manifest.captures;
  if (capture !== undefined) capture.stop = { reason: 'malformed: two files', offset: 480, read_on: true };
  expect(text(settingsSection(manifest))).toContain('damaged, and read on behind, at byte 480: malformed: two files');
});

test('nested settings are dotted keys, lists are JSON', () => {
  const shown = text(settingsSection(sampleResult().manifest));
  expect(shown).toContain('periodicity.minimum_flows 8');
  expect(shown).toContain('allowed_crypto_apps [&quot;com.kite.messenger&quot;]');
  expect(shown).toContain('3 settings');
});

test('settings nested without end are cut off, not followed', () => {
  const { manifest } = sampleResult();
  let deep: Record<string, unknown> = { end: 1 };
  for (let i = 0; i < 200; i += 1) deep = { a: deep };
  manifest.config = deep;
  expect(text(settingsSection(manifest))).toMatch(/a\.a\.a\.a\.a\.a\.a\.a\.a \{&quot;a&quot;/);
});

test('a clock that was behind has a minus sign', () => {
  const { manifest } = sampleResult();
  const [log] = manifest.telemetry;
  if (log === undefined) throw new Error('the sample has a log');
  log.clock = { offset_ms: -20, method: 'none', pairs: 1 };
  expect(text(settingsSection(manifest))).toContain('clock −20 ms, by none over 1 pair');
});

test('hostile file names are text', () => {
  for (const hostile of Object.values(HOSTILE)) {
    expect(settingsSection(sampleResult({ hostile }).manifest)).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
  }
});

test('how a clock was aligned stands in words', () => {
  const { manifest } = sampleResult();
  const [log] = manifest.telemetry;
  if (log === undefined) throw new Error('the sample has a log');
  const words = (clock: Partial<typeof log.clock>) => {
    const changed = { ...manifest, telemetry: [{ ...log, clock: { ...log.clock, ...clock } }] };
    return settingsSection(changed);
  };
  expect(words({ method: 'syn-median', pairs: 3 })).toContain('by the starts of connections over 3 pairs');
  expect(words({ method: 'not_used' })).toContain('1 rejected, no times used');
  expect(words({ method: 'assumed', pairs: 0, offset_ms: 0 })).toMatch(/clock \+0 ms ± 4\.2 ms, assumed</);
});
