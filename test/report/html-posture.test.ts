import { expect, test } from 'vitest';
import { CryptoPosture } from '../../src/report/crypto-posture.ts';
import { postureSection } from '../../src/report/html-posture.ts';
import { HOSTILE, sampleFlows, sampleResult } from '../support/analysis-result.ts';
import { collected } from '../support/report-parts.ts';

test('a table a kind, every count a link to its flows', async () => {
  const html = postureSection((await collected(sampleResult())).posture);
  expect(html.match(/<table/g)).toHaveLength(3);
  expect(html).toContain('<a href="#q=tls%3A%3D%221.3%22">158</a>');
});

test('nothing to tell is said', () => {
  expect(postureSection(new CryptoPosture())).toContain('No flow says how it protects itself.');
});

test('made-up names are text', () => {
  const [flow] = sampleFlows();
  for (const hostile of Object.values(HOSTILE)) {
    const posture = new CryptoPosture();
    posture.add({ ...(flow as never as object), tls: { version: hostile, cipher: hostile } } as never);
    expect(postureSection(posture)).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
  }
});
