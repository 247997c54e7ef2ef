import { expect, it } from 'vitest';
import type { AttributableFlow } from '../../src/telemetry/attribution.ts';
import { pairClocks } from '../../src/telemetry/clock-pairs.ts';
import type { PolledPairs } from '../../src/telemetry/polled-pairs.ts';
import { SocketIndex } from '../../src/telemetry/socket-index.ts';
import { SocketLog } from '../../src/telemetry/socket-log.ts';
import type { SocketObservation } from '../../src/telemetry/telemetry-event.ts';
import { at, flowOf, rowOf } from './telemetry-fixture.ts';

/** Polls at these seconds; `seen`: what the socket's row was there. */
function polled(seen: Record<number, Partial<SocketObservation> | undefined>, flow: AttributableFlow): PolledPairs {
  const log = new SocketLog();
  log.beginFile('poll');
  for (const [text, row] of Object.entries(seen).sort(([a], [b]) => Number(a) - Number(b))) {
    const timeUs = at(Number(text));
    log.poll(timeUs);
    if (row !== undefined)
      log.add(rowOf({ action: 'socket_snapshot', timeUs, startUs: undefined, endUs: undefined, inode: '7', ...row }));
  }
  log.endFile();
  return pairClocks([flow], new SocketIndex(log))[0].polled;
}

const ended = flowOf({ startUs: at(10), endUs: at(12), ended: true });
const over = { uid: undefined, inode: undefined, ownerless: true, closed: true };
const UP = Number.POSITIVE_INFINITY;

it('an opening lies between the poll that first saw the socket and the one before', () => {
  const { changes, bounds, endings } = polled({ 9.75: undefined, 10.25: {}, 10.75: {} }, flowOf());
  expect(changes).toEqual([{ pollUs: at(10.25), low: -260_000, high: 350_000 }]);
  expect(bounds).toEqual([
    { pollUs: at(9.75), low: -250_000, high: UP },
    { pollUs: at(10.25), low: -UP, high: 250_000 },
  ]);
  expect(endings).toEqual([]);
});

it('a closing lies between the last poll that saw it and the next, where the flow was seen to end', () => {
  const polls = { 9: undefined, 10.25: {}, 11.25: {}, 12.25: undefined };
  expect(polled(polls, ended).changes[1]).toEqual({ pollUs: at(12.25), low: -760_000, high: 350_000 });
  expect(polled(polls, flowOf()).changes).toHaveLength(1);
});

it('what is left of the minute in TIME_WAIT dates an end to ticks, by the median of the polls', () => {
  const kept = (seconds: number) => ({ ...over, keptUs: seconds * 1e6 });
  const { changes, endings } = polled(
    { 9: undefined, 11.25: {}, 12.25: kept(59.75), 13.25: kept(58.75), 14.4: kept(57.75) },
    ended,
  );
  expect(changes[1]).toEqual({ pollUs: at(12.25), low: -760_000, high: 350_000 });
  expect(endings).toEqual([{ logUs: at(12), offsetUs: 0 }]);
});

it('a connection that lived between two polls is bounded from both of its ends', () => {
  const { changes, endings } = polled({ 9: undefined, 14: { ...over, keptUs: 58e6 } }, ended);
  expect(changes).toEqual([{ pollUs: at(14), low: -1_010_000, high: 2_100_000 }]);
  expect(endings).toEqual([{ logUs: at(12), offsetUs: 0 }]);
});

it('a socket that was there at the first poll, that the other side opened or whose SYN was missed bounds no opening', () => {
  expect(polled({ 10.25: {} }, flowOf()).changes).toEqual([]);
  const polls = { 9.75: undefined, 10.25: {} };
  expect(polled(polls, flowOf({ synSeen: false })).changes).toEqual([]);
  const inbound = flowOf({ orig: flowOf().resp, resp: flowOf().orig, local: 'resp' });
  expect(polled(polls, inbound).changes).toEqual([]);
});
