import process from 'node:process';
import { expect, test } from 'vitest';
import { measuredEngine } from '../../src/run/measured-engine.ts';

test('flags were measured with the V8 of four versions of Node.js', () => {
  const versions = ['11.3.244.8-node.33', '12.4.254.21-node.57', '13.6.233.17-node.53', '14.1.146.11', '14.6.202.34'];
  expect(versions.map(measuredEngine)).toEqual(['node20', 'node22', 'node24', 'node26', 'node26']);
  for (const other of ['11.30.1', '10.2.154.26', '15.0.1', '']) expect(measuredEngine(other)).toBeUndefined();
});

test.runIf(process.versions.node.startsWith('20.'))('this one is told by its own version', () => {
  expect(measuredEngine()).toBe('node20');
});
