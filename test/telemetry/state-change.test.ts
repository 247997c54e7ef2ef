import { describe, expect, it } from 'vitest';
import { type AppState, type Moment, NOTHING_KNOWN, StateChanges } from '../../src/telemetry/state-change.ts';
import type { StateAction, StateEvent } from '../../src/telemetry/state-event.ts';

type Told = [action: StateAction, fields?: Partial<StateEvent>, seconds?: number];

/** The moment after each event. */
function moments(...events: Told[]): Moment[] {
  const changes = new StateChanges();
  let now = NOTHING_KNOWN;
  return events.map(([action, fields = {}, seconds], i) => {
    const timeUs = (seconds ?? i) * 1e6;
    now = { ...now, ...changes.of({ action, dataset: 'test', line: 1, timeUs, ...fields }, now, timeUs) };
    return now;
  });
}

function states(...events: Told[]): AppState[] {
  return moments(...events).map(({ state }) => state);
}

const MAIN = { pid: 1, processName: 'com.example.app' };
const SECOND = { pid: 2, processName: 'com.example.app:push' };

describe('activities', () => {
  it('are the same ones in the words of the system, of the app and of usagestats', () => {
    expect(
      states(
        ['activity_resumed', { component: 'com.example.app/.Main' }],
        ['activity_resumed', { component: 'com.example.app/com.example.app.Main' }],
        ['activity_paused', { component: 'com.example.app.Main' }],
      ),
    ).toEqual(['foreground', 'foreground', 'background']);
  });

  it('stay in front when the stop of an earlier one of their class comes late', () => {
    const page = { component: 'a/.Page' };
    expect(
      states(
        ['activity_resumed', page],
        ['activity_paused', page],
        ['activity_resumed', page],
        ['activity_stopped', page],
        ['activity_paused', page],
      ),
    ).toEqual(['foreground', 'background', 'foreground', 'foreground', 'background']);
    // Where none of its class was paused, the line of its pause is lost.
    expect(states(['activity_resumed', page], ['activity_stopped', page])).toEqual(['foreground', 'background']);
  });
});

describe('foreground services', () => {
  it('end with their process, though no line says so', () => {
    const main = { component: 'a/.Main' };
    expect(
      states(
        ['fgs_start', { component: 'a/.S', notificationShown: true }],
        ['process_end', MAIN],
        ['activity_resumed', main],
        ['activity_paused', main],
      ),
    ).toEqual(['perceptible', 'not_running', 'foreground', 'background']);
  });

  it('are told apart: one that ends leaves the other, and one told twice is one', () => {
    const [a, b] = [
      { component: 'a/.A', notificationShown: true },
      { component: 'a/.B', notificationShown: true },
    ];
    expect(states(['fgs_start', a], ['fgs_start', b], ['fgs_stop', a], ['fgs_stop', b])).toEqual([
      'perceptible',
      'perceptible',
      'perceptible',
      'background',
    ]);
    expect(states(['fgs_start', a], ['fgs_start', { ...a, component: 'a/a.A' }], ['fgs_stop', a]).at(-1)).toBe(
      'background',
    );
  });

  it('without a notification do not show an app that nobody sees any more', () => {
    const main = { component: 'a/.Main' };
    const hidden = { component: 'a/.S', notificationShown: false };
    expect(moments(['activity_resumed', main], ['fgs_start', hidden], ['activity_paused', main]).at(-1)).toMatchObject({
      state: 'background',
      hiddenService: true,
    });
  });

  it('with one are seen on a dark screen, too', () => {
    const service = { component: 'a/.S', notificationShown: true };
    expect(states(['activity_resumed', {}], ['fgs_start', service], ['screen_off']).at(-1)).toBe('perceptible');
  });
});

describe('a second process', () => {
  it('that is frozen takes nothing out of sight', () => {
    expect(states(['activity_resumed', MAIN], ['process_frozen', SECOND])).toEqual(['foreground', 'foreground']);
  });

  it('that starts or ends does not tell where an app is of which nothing is known', () => {
    expect(states(['process_start', { ...SECOND, startReason: 'service' }])).toEqual(['unknown']);
    expect(states(['process_end', SECOND])).toEqual(['unknown']);
    expect(states(['process_start', { ...MAIN, startReason: 'service' }])).toEqual(['background']);
  });
});

it('a process that is thawed is where it was before it was frozen, as far as that is known', () => {
  expect(states(['process_frozen', MAIN], ['process_unfrozen', MAIN])).toEqual(['cached', 'unknown']);
  expect(states(['uid_idle'], ['process_frozen', MAIN], ['process_unfrozen', MAIN])).toEqual([
    'background',
    'cached',
    'background',
  ]);
});

it('an app whose UID runs again is somewhere, seen or not', () => {
  expect(states(['uid_stopped'], ['uid_running'])).toEqual(['not_running', 'unknown']);
});

describe('a snapshot of processes', () => {
  const of = (procState: string, seconds: number): Told => ['proc_state', { procState }, seconds];

  it('shows the app where the most visible of its processes is, in whatever order they are listed', () => {
    expect(states(of('TOP', 1), of('CAC', 1)).at(-1)).toBe('foreground');
    expect(states(of('CAC', 1), of('TOP', 1)).at(-1)).toBe('foreground');
    expect(states(of('TOP', 1), of('CAC', 2)).at(-1)).toBe('cached');
  });

  it('calls a persistent process of the system no use by a person', () => {
    expect(states(of('PER', 1))).toEqual(['perceptible']);
  });
});
