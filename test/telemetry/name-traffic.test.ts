import { expect, it } from 'vitest';
import { asksForNames } from '../../src/telemetry/name-traffic.ts';
import { flowOf } from './telemetry-fixture.ts';

it('is known by the port of the side that is not the device', () => {
  const at = (port: number) => ({ ip: '192.0.2.1', port });
  expect([53, 853, 5353].map((port) => asksForNames(flowOf({ resp: at(port) })))).toEqual([true, true, true]);
  expect(asksForNames(flowOf({ resp: at(443) }))).toBe(false);
  expect(asksForNames(flowOf({ local: 'resp', orig: at(53) }))).toBe(true);
  expect(asksForNames(flowOf({ local: 'resp', orig: at(443), resp: at(53) }))).toBe(false);
});
