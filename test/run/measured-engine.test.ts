import process from 'node:process';
import { expect, test } from 'vitest';
import { isMeasuredEngine } from '../../src/run/measured-engine.ts';

test('flags were measured with the V8 of Node.js 20 only', () => {
  expect(isMeasuredEngine('11.3.244.8-node.33')).toBe(true);
  for (const other of ['11.30.1', '12.4.254.21-node.33', '13.6.233.10-node.28', ''])
    expect(isMeasuredEngine(other)).toBe(false);
  expect(isMeasuredEngine()).toBe(process.versions.node.startsWith('20.'));
});
