import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { HOSTILE, sampleFlows, sampleResult } from './support/analysis-result.ts';

type Json = Record<string, unknown>;

const root = new URL('../', import.meta.url);
const documentation = readFileSync(new URL('docs/output.md', root), 'utf8');

/** Schema, the heading of its section in docs/output.md, and what its samples are. */
const FILES = [
  {
    name: 'flow',
    heading: 'flows.ndjson',
    samples: (hostile?: string) => [fullFlow(hostile), ...sampleFlows(of(hostile))],
  },
  {
    name: 'channel',
    heading: 'channels.ndjson',
    samples: (hostile?: string) => [...sampleResult(of(hostile)).channels],
  },
  { name: 'apps', heading: 'apps.ndjson', samples: (hostile?: string) => sampleResult(of(hostile)).apps },
  { name: 'finding', heading: 'findings.ndjson', samples: (hostile?: string) => sampleResult(of(hostile)).findings },
  { name: 'coverage', heading: 'coverage.json', samples: (hostile?: string) => [sampleResult(of(hostile)).coverage] },
  { name: 'manifest', heading: 'manifest.json', samples: (hostile?: string) => [sampleResult(of(hostile)).manifest] },
];

function of(hostile: string | undefined): { hostile?: string } {
  return hostile === undefined ? {} : { hostile };
}

/** A flow with every optional part, so that the keys inside them are tested too. */
function fullFlow(hostile = 'x'): unknown {
  return {
    ...sampleFlows()[0],
    continues: 'abcdef0123456789',
    tls_keys_logged: true,
    tls: {
      version: '1.3',
      server_name: hostile,
      alpn: 'h2',
      cipher: '0x1301',
      group: 'x25519',
      ja3: 'a'.repeat(32),
      ja3_string: '771,',
      ja3s: 'b'.repeat(32),
      ja3s_string: '771,',
      ja4: 't13d',
      ja4_string: 't13d_',
    },
    http: {
      method: 'POST',
      host: hostile,
      path: hostile,
      user_agent: hostile,
      status: 200,
      request_type: 'text/plain',
      response_type: 'text/plain',
    },
    ssh: { client: 'SSH-2.0-x', server: 'SSH-2.0-y' },
    dns: { query: hostile, type: 'A', answers: [hostile] },
    quic: { version: '1' },
  };
}

function schemaOf(name: string): Json {
  return JSON.parse(readFileSync(new URL(`schema/${name}.schema.json`, root), 'utf8'));
}

describe.each(FILES)('schema/$name.schema.json', ({ name, heading, samples }) => {
  const schema = schemaOf(name);
  const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

  test('accepts the sample records, whatever strings a capture put into them', () => {
    for (const hostile of [undefined, ...Object.values(HOSTILE)]) {
      for (const record of samples(hostile)) expect(problems(validate, JSON.parse(JSON.stringify(record)))).toEqual([]);
    }
  });

  test('rejects a record that lacks any one of the keys that are always there', () => {
    const record = JSON.parse(JSON.stringify(samples()[0]));
    const removed = variants(schema, record, (object, node) =>
      ((node['required'] ?? []) as string[]).map((key) => ({ what: key, undo: without(object, key) })),
    );
    expect(removed.tried).toBeGreaterThan(5);
    expect(removed.accepted(validate, record)).toEqual([]);
  });

  test('rejects a key that it does not name, at any depth', () => {
    const record = JSON.parse(JSON.stringify(samples()[0]));
    const added = variants(schema, record, (object, node) =>
      node['additionalProperties'] === false ? [{ what: 'surprise', undo: withKey(object, 'surprise', 1) }] : [],
    );
    expect(added.tried).toBeGreaterThan(0);
    expect(added.accepted(validate, record)).toEqual([]);
  });

  test('rejects null wherever a key is named', () => {
    const record = JSON.parse(JSON.stringify(samples()[0]));
    const nulled = variants(schema, record, (object, node) =>
      Object.keys((node['properties'] ?? {}) as Json).map((key) => ({ what: key, undo: withKey(object, key, null) })),
    );
    expect(nulled.tried).toBeGreaterThan(5);
    expect(nulled.accepted(validate, record)).toEqual([]);
  });

  test('describes every key', () => {
    const silent = keyPaths(schema).filter(({ described }) => !described);
    expect(silent).toEqual([]);
  });

  test('docs/output.md has a row for every key, and none for others', () => {
    const start = documentation.indexOf(`\n## ${heading}\n`);
    expect(start).toBeGreaterThan(0);
    const end = documentation.indexOf('\n## ', start + 4);
    const rows = [
      ...documentation.slice(start, end < 0 ? undefined : end).matchAll(/^\| `([^`]+)` \| (always|if known) \|/gm),
    ];
    const written = rows.map(([, path, there]) => `${path} ${there}`).sort();
    const defined = keyPaths(schema).map(({ path, required }) => `${path} ${required ? 'always' : 'if known'}`);
    expect(written).toEqual(defined.sort());
  });
});

test('times, hashes and ranges are checked, not only types', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schemaOf('flow'));
  const flow = JSON.parse(JSON.stringify(fullFlow()));
  expect(validate(flow)).toBe(true);
  for (const wrong of [
    { start: '2026-01-09T00:00:00Z' },
    { start: '2026-01-09T00:00:00.000000+01:00' },
    { first_frame: 0 },
    { duration_ms: -1 },
    { app_missing: 'although there is an app' },
    { domain_source: undefined },
    { orig: { ...flow.orig, port: 65_536 } },
    { encryption: { ...flow.encryption, confidence: 1.1 } },
    { encryption: { ...flow.encryption, class: 'strong' } },
    { features: { entropy: 7 } },
    { features: { 'payload.entropy_bits': 'high' } },
  ]) {
    expect(
      validate(JSON.parse(JSON.stringify({ ...flow, domain: 'a.example', domain_source: 'sni', ...wrong }))),
      JSON.stringify(wrong),
    ).toBe(false);
  }
});

function problems(validate: ValidateFunction, record: unknown): unknown[] {
  return validate(record) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

interface Change {
  what: string;
  /** Applies the change and returns what takes it back. */
  undo: () => () => void;
}

function without(object: Json, key: string): () => () => void {
  return () => {
    const value = object[key];
    delete object[key];
    return () => {
      object[key] = value;
    };
  };
}

function withKey(object: Json, key: string, value: unknown): () => () => void {
  return () => {
    const had = key in object;
    const before = object[key];
    object[key] = value;
    return () => {
      if (had) object[key] = before;
      else delete object[key];
    };
  };
}

/** Every change of the record at an object that the schema describes, one at a time. */
function variants(schema: Json, record: unknown, changesOf: (object: Json, node: Json) => Change[]) {
  const changes: (Change & { path: string })[] = [];
  const visit = (value: unknown, node: Json, path: string): void => {
    const target =
      node['$ref'] === undefined
        ? node
        : ((schema['$defs'] as Json)[String(node['$ref']).split('/').at(-1) as string] as Json);
    if (Array.isArray(value)) {
      value.forEach((item, i) => {
        if (target['items'] !== undefined) visit(item, target['items'] as Json, `${path}[${i}]`);
      });
    } else if (typeof value === 'object' && value !== null) {
      for (const change of changesOf(value as Json, target))
        changes.push({ ...change, path: `${path}.${change.what}` });
      const branch = ((target['oneOf'] ?? []) as Json[]).find((one) => 'offset' in ((one['properties'] ?? {}) as Json));
      if (branch !== undefined) visit(value, branch, path);
      for (const [key, inner] of Object.entries((target['properties'] ?? {}) as Json)) {
        if (key in value) visit((value as Json)[key], inner as Json, `${path}.${key}`);
      }
    }
  };
  visit(record, schema, '');
  return {
    tried: changes.length,
    accepted: (validate: ValidateFunction, whole: unknown): string[] =>
      changes.flatMap(({ path, undo }) => {
        const restore = undo();
        const valid = validate(whole);
        restore();
        return valid ? [path] : [];
      }),
  };
}

/** `orig.ip`, `captures[].stop.offset`, …: as docs/output.md names them; the five areas share one definition, `areas.*`. */
function keyPaths(schema: Json): { path: string; required: boolean; described: boolean }[] {
  const definitions = schema['$defs'] as Record<string, Json>;
  const paths = new Map<string, { path: string; required: boolean; described: boolean }>();
  const visit = (node: Json, prefix: string): void => {
    const required = (node['required'] ?? []) as string[];
    for (const [key, property] of Object.entries((node['properties'] ?? {}) as Record<string, Json>)) {
      const shared = definitions[String(property['$ref']).split('/').at(-1) as string];
      const target = shared ?? property;
      const path = `${prefix}${key}${target['type'] === 'array' ? '[]' : ''}`;
      paths.set(path, {
        path,
        required: required.includes(key),
        described: typeof (property['description'] ?? target['description']) === 'string',
      });
      const inner = (target['items'] ??
        ((target['oneOf'] ?? []) as Json[]).find((one) => 'offset' in ((one['properties'] ?? {}) as Json)) ??
        target) as Json;
      if (inner['properties'] !== undefined) visit(inner, prefix === 'areas.' ? 'areas.*.' : `${path}.`);
    }
  };
  visit((schema['items'] ?? schema) as Json, '');
  return [...paths.values()];
}
