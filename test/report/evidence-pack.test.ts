import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { evidencePack, type PackParts, sharedOutput } from '../../src/report/evidence-pack.ts';
import { Pseudonyms } from '../../src/report/pseudonyms.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';

const HOSTILE = '</script>\u202e\u0000\u001b[31m=cmd|x!A1\u2028';

function pack(change: Partial<PackParts> = {}) {
  const [finding] = sampleResult().findings;
  if (finding === undefined) throw new Error('the sample has findings');
  return evidencePack(
    {
      finding,
      flows: sampleFlows().slice(0, 2),
      lines: [],
      packets: [],
      sources: [{ kind: 'capture', name: 'file-1', sha256: 'a'.repeat(64) }],
      config: {},
      configSha256: 'c'.repeat(64),
      toolVersion: '9.9.9',
      faults: [],
      ...change,
    },
    new Pseudonyms(Buffer.alloc(32, 1)),
  );
}

const textOf = (files: ReadonlyMap<string, Uint8Array>, name: string) => Buffer.from(files.get(name) ?? []).toString();

it('has a manifest with the size and the hash of each of its files', () => {
  const files = pack();
  const { files: named } = JSON.parse(textOf(files, 'manifest.json'));
  expect(named.map(({ name }: { name: string }) => name)).toEqual(
    [...files.keys()].filter((name) => name !== 'manifest.json'),
  );
  for (const { name, bytes, sha256 } of named) {
    expect(files.get(name)).toHaveLength(bytes);
    expect(hash('sha256', files.get(name) as Uint8Array, 'hex')).toBe(sha256);
  }
});

it('holds strings of a capture so that neither a terminal nor a page is harmed by them', () => {
  const [finding] = sampleResult().findings;
  const line = { source: 'file-1:1', time: '2026-01-01T00:00:00Z', action: 'x', fields: { component: HOSTILE } };
  const files = pack({
    finding: { ...finding!, sentence: HOSTILE },
    lines: [line],
    config: { [HOSTILE]: HOSTILE },
    faults: [HOSTILE],
  });
  for (const [name, bytes] of files) {
    const text = Buffer.from(bytes).toString();
    if (name !== 'packets.pcapng') expect(text, name).not.toMatch(/[\u202e\u0000\u001b\u2028]/);
  }
  expect(JSON.parse(textOf(files, 'finding.json')).sentence).toBe(HOSTILE);
});

it('keeps of a flow what the finding speaks of, and no names or fingerprints', () => {
  const [flow] = pack().get('flows.ndjson') === undefined ? [] : textOf(pack(), 'flows.ndjson').split('\n');
  expect(Object.keys(JSON.parse(flow ?? '{}'))).not.toEqual(
    expect.arrayContaining(['tls', 'domain', 'community_id', 'features']),
  );
});

it('tells at most half of a logged ciphertext, and of a short one no hash', () => {
  const sha256 = 'f'.repeat(64);
  const beginning = 'ab'.repeat(32);
  expect(sharedOutput(sha256, beginning, 4096)).toEqual({ output_sha256: sha256, output_beginning: beginning });
  expect(sharedOutput(sha256, beginning, 32)).toEqual({ output_sha256: sha256, output_beginning: 'ab'.repeat(16) });
  expect(sharedOutput(sha256, 'ab'.repeat(16), 16)).toEqual({ output_beginning: 'ab'.repeat(8) });
  expect(sharedOutput(sha256, beginning, undefined)).toEqual({
    output_sha256: sha256,
    output_beginning: 'ab'.repeat(16),
  });
  expect(sharedOutput(sha256, undefined, undefined)).toEqual({ output_sha256: sha256 });
  expect(sharedOutput(undefined, undefined, 16)).toEqual({});
});
