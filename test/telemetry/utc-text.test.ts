import { expect, it } from 'vitest';
import { utcText } from '../../src/telemetry/utc-text.ts';
import { T0 } from './telemetry-fixture.ts';

it('microseconds are kept', () => {
  expect(utcText(T0)).toBe('2026-01-01T00:00:00.000000Z');
  expect(utcText(T0 + 1)).toBe('2026-01-01T00:00:00.000001Z');
  expect(utcText(T0 - 1)).toBe('2025-12-31T23:59:59.999999Z');
  expect(utcText(T0 + 0.9)).toBe('2026-01-01T00:00:00.000001Z');
});
