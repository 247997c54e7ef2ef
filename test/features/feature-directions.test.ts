import { expect, it } from 'vitest';
import { bothDirections } from '../../src/features/feature-directions.ts';

it('a definition becomes an originator block and a responder block, in the same order', () => {
  const definitions = bothDirections([
    { name: 'x.first', unit: 'bytes', summary: 'First of the {side}.', validFor: 'stream' },
    { name: 'x.second', unit: 'ms', summary: 'Second.', source: 'RFC 1', validFor: 'packets' },
  ]);
  expect(definitions.map(({ name }) => name)).toEqual([
    'x.first.orig',
    'x.second.orig',
    'x.first.resp',
    'x.second.resp',
  ]);
  expect(definitions[0]?.summary).toBe('First of the originator.');
  expect(definitions[2]?.summary).toBe('First of the responder.');
  expect(definitions[3]).toMatchObject({ unit: 'ms', source: 'RFC 1', validFor: 'packets' });
});
