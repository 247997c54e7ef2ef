import { expect, it } from 'vitest';
import { STATE_ACTIONS, type StateEvent, tellsState } from '../../src/telemetry/state-event.ts';

it('what only says that a process or the log began or ended tells no state', () => {
  const event = (action: string, more: object = {}) =>
    ({ action, dataset: 'test', line: 1, timeUs: 0, ...more }) as StateEvent;
  expect(STATE_ACTIONS.filter((action) => !tellsState(event(action)))).toEqual([
    'process_start',
    'process_end',
    'process_unfrozen',
    'proc_state',
    'log_started',
    'log_stopped',
    'log_gap',
  ]);
  expect(tellsState(event('process_start', { startReason: 'service' }))).toBe(true);
  expect(tellsState(event('proc_state', { procState: 'TOP' }))).toBe(true);
});
