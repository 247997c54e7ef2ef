import { expect, it } from 'vitest';
import { SocketClosings } from '../../src/telemetry/socket-closings.ts';
import { at } from './telemetry-fixture.ts';

it('keeps the first sight of an ended connection, and when each poll dates its end', () => {
  const closings = new SocketClosings();
  closings.saw(3, at(20), at(19), 55e6);
  closings.saw(3, at(21), at(20), 54e6);
  closings.saw(4, at(30), undefined, Number.NaN);
  expect(closings.of(3)).toEqual({ aliveUs: at(19), overUs: at(20), endedUs: [at(15), at(15)] });
  expect(closings.of(4)).toEqual({ aliveUs: undefined, overUs: at(30), endedUs: [] });
  expect(closings.of(5)).toBeUndefined();
});

it('takes no reading beyond the minute that the kernel keeps a connection, and not without end', () => {
  const closings = new SocketClosings();
  closings.saw(0, at(0), undefined, 61e6);
  expect(closings.of(0)?.endedUs).toEqual([]);
  for (let i = 0; i < 100; i++) closings.saw(0, at(i), undefined, 1e6);
  expect(closings.of(0)?.endedUs.length).toBeLessThan(20);
});
