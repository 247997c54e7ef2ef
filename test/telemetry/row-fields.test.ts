import { describe, expect, it } from 'vitest';
import { fieldsOfCsv, fieldsOfObject, type RowSchema } from '../../src/telemetry/row-fields.ts';
import { at } from './telemetry-fixture.ts';

const schema: RowSchema = {
  keys: new Set(['source.ip', 'source.port', 'package.name', '@timestamp', 'android.system', 'event.slack_ms']),
  aliases: new Map([
    ['laddr', 'source.ip'],
    ['saddr', 'source.ip'],
    ['ts', '@timestamp'],
  ]),
};

describe('keys', () => {
  it('may be nested, dotted, in any case, or aliases', () => {
    for (const row of [{ source: { ip: '10.0.2.15' } }, { 'Source.IP': '10.0.2.15' }, { LADDR: '10.0.2.15' }]) {
      expect(fieldsOfObject(row, schema).ip('source.ip')).toBe('10.0.2.15');
    }
  });

  it('prefer the canonical name to an alias and the first alias to the next; what loses is a label', () => {
    const fields = fieldsOfObject({ laddr: '1.1.1.1', saddr: '2.2.2.2', source: { ip: '3.3.3.3' } }, schema);
    expect(fields.ip('source.ip')).toBe('3.3.3.3');
    expect(fields.labels).toEqual({ saddr: '2.2.2.2' });
  });

  it('that nobody knows are labels, bounded in number and length', () => {
    const fields = fieldsOfObject({ __proto__: null, custom: { deep: [1, 2] }, long: 'x'.repeat(5000) }, schema);
    expect(fields.labels).toEqual({ 'custom.deep': '1|2', long: 'x'.repeat(1024) });
    const many = fieldsOfObject(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i])), schema);
    expect(Object.keys(many.labels ?? {})).toHaveLength(64);
  });

  it('named like members of Object are labels, too', () => {
    const fields = fieldsOfObject(JSON.parse('{"__proto__":{"ip":"1.1.1.1"},"constructor":"x"}'), schema);
    expect(Object.entries(fields.labels ?? {})).toEqual([
      ['__proto__.ip', '1.1.1.1'],
      ['constructor', 'x'],
    ]);
  });
});

describe('values', () => {
  it('that are null or empty are absent', () => {
    const fields = fieldsOfObject({ source: { ip: null, port: '' } }, schema);
    expect([fields.ip('source.ip'), fields.integer('source.port', 0, 65535), fields.problem]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('of CSV split lists at |', () => {
    const fields = fieldsOfCsv(['package.name', 'source.port'], ['a.b| c.d |', '443.0'], schema);
    expect(fields.list('package.name')).toEqual(['a.b', 'c.d']);
    expect(fields.integer('source.port', 0, 65535)).toBe(443);
  });

  it('out of range make the row a problem; the first reason is kept', () => {
    const fields = fieldsOfObject(
      { source: { port: 70000, ip: 'nowhere' }, ts: 'soon', android: { system: 'perhaps' }, event: { slack_ms: -1 } },
      schema,
    );
    fields.integer('source.port', 0, 65535);
    fields.ip('source.ip');
    fields.time('@timestamp', {});
    fields.flag('android.system');
    fields.decimal('event.slack_ms');
    expect(fields.problem).toBe('source.port "70000" is not a whole number from 0 to 65535');
    expect(fields.rejection).toBe(fields.problem);
  });

  it('that lack only a zone say so', () => {
    const fields = fieldsOfObject({ ts: '2026-01-01 00:00:01' }, schema);
    expect(fields.time('@timestamp', {})).toBeUndefined();
    expect(fields.rejection).toMatchObject({ naive: true });
    expect(fieldsOfObject({ ts: '2026-01-01 00:00:01' }, schema).time('@timestamp', { deviceTz: 'UTC' })?.us).toBe(
      at(1),
    );
  });

  it('nested deeper than anything real are not followed', () => {
    let deep: Record<string, unknown> = { source: { ip: '1.1.1.1' } };
    for (let i = 0; i < 10_000; i++) deep = { a: deep };
    expect(Object.values(fieldsOfObject(deep, schema).labels ?? {})).toEqual(['…']);
  });
});
