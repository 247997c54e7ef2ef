import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOf, manifestOf, SCHEMA_VERSION } from '../../src/run/manifest.ts';
import { analysed, connection, joinOf } from '../support/analysed.ts';
import type { TestPacket } from '../support/packets.ts';

const SERVER = '203.0.113.7:80';
const packets = [
  ...connection('10.0.0.1:1', SERVER, ['a question', 'an answer'], 0, 10),
  ...connection('10.0.0.1:2', SERVER, ['another'], 1000, 10),
];

async function manifest(list: readonly TestPacket[], maxFlows = 1000) {
  const run = await analysed(list, { settings: { maxFlows } });
  const config = { max_flows: maxFlows };
  return {
    ...run,
    record: manifestOf('9.9.9', config, [], joinOf(run), run.pool, undefined, { flows: run.flows.count }),
  };
}

describe('manifestOf', () => {
  it('names the tool, the settings and their hash', async () => {
    const { record } = await manifest(packets);
    expect(record).toMatchObject({
      tool_version: '9.9.9',
      schema_version: SCHEMA_VERSION,
      config: { max_flows: 1000 },
      config_sha256: createHash('sha256').update('{"max_flows":1000}').digest('hex'),
      captures: [],
      telemetry: [],
    });
  });

  it('counts what every cap cost', async () => {
    const { record } = await manifest(packets);
    expect(record.counts).toMatchObject({ flows: 2, evicted_flows: 0, duplicate_packets: 0, join_lookups_cut: 0 });
    const many = Array.from({ length: 50 }, (_, i): TestPacket => ({ from: `10.0.0.1:${i + 1}`, to: SERVER, atUs: i }));
    const { record: full } = await manifest(many, 4);
    expect(full.counts['evicted_flows']).toBeGreaterThan(30);
  });

  it('carries a digest that is the same for the same measurements and another for others', async () => {
    const digests = [
      await manifest(packets),
      await manifest(packets),
      await manifest(connection('10.0.0.1:1', SERVER, ['a different question'])),
    ].map(({ pool, record }) => {
      expect(record.counts['features_digest']).toBe(digestOf(pool));
      return digestOf(pool);
    });
    expect(digests[1]).toBe(digests[0]);
    expect(digests[2]).not.toBe(digests[0]);
    expect(digests.every((digest) => Number.isInteger(digest) && digest >= 0)).toBe(true);
  });
});
