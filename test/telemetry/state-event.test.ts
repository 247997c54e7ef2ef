import { expect, it } from 'vitest';
import { STATE_ACTIONS, type StateEvent, tellsState } from '../../src/telemetry/state-event.ts';

it('only what says where an app was tells its state: processes and UIDs that run, the device and the log itself do not', () => {
  const event = (action: string, more: object = {}) =>
    ({ action, dataset: 'test', line: 1, timeUs: 0, ...more }) as StateEvent;
  expect(STATE_ACTIONS.filter((action) => tellsState(event(action)))).toEqual([
    'process_frozen',
    'activity_resumed',
    'activity_paused',
    'activity_stopped',
    'fgs_start',
    'fgs_stop',
    'uid_idle',
    'uid_stopped',
  ]);
  expect(tellsState(event('process_start', { startReason: 'service' }))).toBe(true);
  expect(tellsState(event('proc_state', { procState: 'TOP' }))).toBe(true);
  expect(tellsState(event('proc_state', { procState: '4' }))).toBe(false);
});
