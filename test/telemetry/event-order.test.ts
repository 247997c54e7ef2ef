import { expect, it } from 'vitest';
import { DeviceEventLog } from '../../src/telemetry/device-event-log.ts';
import { EventOrder } from '../../src/telemetry/event-order.ts';
import { at } from './telemetry-fixture.ts';

it('finds the same rows as looking at each of them', () => {
  const log = new DeviceEventLog();
  log.beginFile('a');
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % below;
  };
  for (let i = 0; i < 500; i++)
    log.add({
      action: 'sign',
      timeUs: at(next(50)),
      dataset: 'x',
      line: i,
      uid: next(4) === 0 ? undefined : 10000 + next(5),
    });
  const order = new EventOrder(log);
  for (let i = 0; i < 200; i++) {
    const fromUs = at(next(60) - 5);
    const toUs = fromUs + next(20) * 1e6;
    const uid = next(2) === 0 ? 10000 + next(6) : undefined;
    const expected = [...Array(log.count).keys()]
      .filter(
        (row) => log.timeUs[row] >= fromUs && log.timeUs[row] <= toUs && (uid === undefined || log.uid[row] === uid),
      )
      .sort((a, b) => log.timeUs[a] - log.timeUs[b] || a - b);
    expect([...order.rows({ uid, fromUs, toUs })]).toEqual(expected);
  }
  expect([...order.rows({ ownerless: true })].every((row) => log.uid[row] === -1)).toBe(true);
});
