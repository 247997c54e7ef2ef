import { expect, test } from 'vitest';
import { CryptoPosture } from '../../src/report/crypto-posture.ts';
import { postureSection } from '../../src/report/html-posture.ts';
import { HOSTILE, sampleFlows, sampleResult } from '../support/analysis-result.ts';
import { collected, textOf } from '../support/report-parts.ts';

test('a table a kind, every count a link to its flows', async () => {
  const html = postureSection((await collected(sampleResult())).posture, []);
  expect(html.match(/<table/g)).toHaveLength(3);
  expect(html).toContain('<a href="#q=tls%3A%3D%221.3%22">158</a>');
});

test('nothing to tell is said', () => {
  expect(postureSection([], [])).toContain('No flow says how it protects itself.');
});

test('made-up names are text', () => {
  const [flow] = sampleFlows();
  for (const hostile of Object.values(HOSTILE)) {
    const posture = new CryptoPosture();
    posture.add({ ...(flow as never as object), tls: { version: hostile, cipher: hostile } } as never);
    expect(postureSection(posture.groups(), [])).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
  }
});

test('a row an app: what its flows agreed on, and what of it is weak or legacy', () => {
  const [app] = sampleResult().apps;
  const crypto = {
    flows: 9,
    versions: { '1.0': 2, '1.3': 7 },
    groups: {},
    cipher_families: {},
    pq: 3,
    not_pq: 6,
    pq_offered: 4,
    no_forward_secrecy: 2,
    self_signed: 0,
    weak: { small_prime: 1 },
    legacy: { 'version_1.0': 2 },
  };
  const html = postureSection([], [{ ...(app as never as object), crypto }] as never);
  expect(html).toContain('<a href="#q=uid%3A10187%20-tls%3A%3D">9</a>');
  const links = [...html.matchAll(/<a href="#q=([^"]+)">([^<]+)</g)].map(([, filter, text]) => [
    decodeURIComponent(filter as string),
    text,
  ]);
  expect(links.slice(1)).toEqual([
    ['uid:10187 tls:post_quantum', '3'],
    ['uid:10187 tls:post_quantum|classical_exchange', '9'],
    ['uid:10187 tls:without_forward_secrecy', '2'],
    ['uid:10187 tls:"small_prime"', 'small_prime 1'],
    ['uid:10187 tls:"version_1.0"', 'version_1.0 2'],
  ]);
  expect(textOf(html)).toContain('com.lumen.flashlight 9 1.0, 1.3 3 of 9 2 0 small_prime 1 , version_1.0 2');
});
