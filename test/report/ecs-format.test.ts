import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import type { FlowRecord, TlsRecord } from '../../src/flows/flow-record.ts';
import { ecsFormat, findingEvent, flowEvent } from '../../src/report/ecs-format.ts';
import { HOSTILE, sampleFlows } from '../support/analysis-result.ts';
import { formatted, missingKeys, nativeRecords, UNSAFE_TEXT, withoutKey } from '../support/native-records.ts';
import { wellFormed } from '../support/well-formed.ts';

interface EcsField {
  type: string;
  allowed_values?: { name: string }[];
  normalize?: string[];
}

const FLOW_REQUIRED = [
  '@timestamp',
  'ecs.version',
  'event.kind',
  'event.id',
  'source.ip',
  'destination.ip',
  'network.bytes',
];
const FINDING_REQUIRED = ['@timestamp', 'message', 'event.kind', 'rule.id', 'threat.technique.subtechnique.id'];

async function events(file: string, options = {}): Promise<Record<string, unknown>[]> {
  const text = (await formatted(ecsFormat, nativeRecords(options)))[file] as string;
  expect(text).not.toMatch(UNSAFE_TEXT);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Dotted leaves; lists count as leaves. */
function* leaves(value: unknown, path = ''): Generator<[string, unknown]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    yield [path, value];
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* leaves(inner, path === '' ? key : `${path}.${key}`);
}

describe('ECS', () => {
  const { EcsFlat } = createRequire(import.meta.url)('@elastic/ecs') as { EcsFlat: Record<string, EcsField> };

  it('uses fields of the schema only, with its values and its lists, or fields of its own name', async () => {
    const seen = new Set<string>();
    for (const file of ecsFormat.files) {
      for (const event of await events(file)) {
        for (const [path, value] of leaves(event)) {
          seen.add(path);
          if (path.startsWith('cipherscope.')) continue;
          const field = EcsFlat[path];
          expect(field, path).toBeDefined();
          expect([path, Array.isArray(value)]).toEqual([path, field?.normalize?.includes('array') ?? false]);
          const allowed = field?.allowed_values?.map(({ name }) => name) ?? [];
          if (allowed.length > 0) for (const one of [value].flat()) expect(allowed, path).toContain(one);
        }
      }
    }
    expect(seen.size).toBeGreaterThan(30);
    expect(EcsFlat['tls.client.ja4']).toBeUndefined();
  });

  it('has what each event needs, and a check that knows when it does not', async () => {
    for (const [file, required] of [
      ['flows.ecs.ndjson', FLOW_REQUIRED],
      ['findings.ecs.ndjson', FINDING_REQUIRED],
    ] as const) {
      for (const event of await events(file)) expect(missingKeys(event, required)).toEqual([]);
      const [event] = await events(file);
      for (const key of required) expect(missingKeys(withoutKey(event, key), required)).toContain(key);
    }
  });

  it('names the analytic that a finding is of, and a technique that has no parts without one', () => {
    const [finding] = nativeRecords().findings as [FindingRecord];
    const analytic = { ...finding.analytic, id: 'AN1716' };
    const event = findingEvent({ ...finding, analytic, technique: 'T1521' });
    expect(event).toMatchObject({ rule: { id: 'AN1716', name: 'Detection of Encrypted Channel' } });
    expect((event as { threat: object }).threat).toMatchObject({ technique: { id: ['T1521'] } });
    expect(missingKeys(event, ['threat.technique.subtechnique'])).toEqual(['threat.technique.subtechnique']);
  });

  it('tells DTLS from TLS, and a handshake that was broken off', () => {
    const [flow] = sampleFlows() as [FlowRecord];
    const cipher = 'TLS_RSA_WITH_AES_128_CBC_SHA';
    const tlsOf = (tls: TlsRecord) => (flowEvent({ ...flow, tls }) as { tls: object }).tls;
    expect(tlsOf({ version: 'dtls1.2', cipher })).toMatchObject({
      version_protocol: 'dtls',
      version: '1.2',
      established: true,
    });
    expect(tlsOf({ version: 'ssl3.0' })).toMatchObject({ version_protocol: 'ssl', version: '3.0' });
    const alerts = [{ from: 'orig' as const, alert: 'fatal unknown_ca' }];
    expect(tlsOf({ version: '1.3-draft28', cipher, alerts })).toMatchObject({ version: '1.3', established: false });
  });

  it('calls only alerts alerts', async () => {
    const records = nativeRecords();
    const kinds = (await events('findings.ecs.ndjson')).map((event) => (event['event'] as { kind: string }).kind);
    expect(kinds).toEqual(records.findings.map(({ verdict }) => (verdict === 'alert' ? 'alert' : 'signal')));
  });

  it.each(Object.entries(HOSTILE))('holds a hostile string as a value: %s', async (_, hostile) => {
    const flows = await events('flows.ecs.ndjson', { hostile });
    const domains = flows.map((event) => (event['destination'] as { domain?: string }).domain);
    expect(domains.includes(wellFormed(hostile))).toBe(true);
  });
});
