import { expect, test } from 'vitest';
import { alertName } from '../../src/parse/tls-alert-names.ts';

test('alerts have the names of the RFC, others their number', () => {
  expect(alertName(0)).toBe('close_notify');
  expect(alertName(40)).toBe('handshake_failure');
  expect(alertName(120)).toBe('no_application_protocol');
  expect(alertName(99)).toBe('99');
});
