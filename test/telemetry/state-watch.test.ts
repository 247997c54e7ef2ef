import { describe, expect, it } from 'vitest';
import { AppTimeline } from '../../src/telemetry/app-timeline.ts';
import { DeviceEventLog } from '../../src/telemetry/device-event-log.ts';
import type { StateEvent } from '../../src/telemetry/state-event.ts';
import { StateWatch } from '../../src/telemetry/state-watch.ts';
import { at } from './telemetry-fixture.ts';

type Told = Partial<StateEvent> & Pick<StateEvent, 'action'>;
const UID = 10234;

/** One list of events a log, by seconds. */
function watchOf(logs: readonly (readonly [seconds: number, event: Told])[][], flowStarts: number[] = []): StateWatch {
  const events = new DeviceEventLog();
  logs.forEach((log, i) => {
    events.beginFile(`log${i}`);
    log.forEach(([seconds, event], line) => {
      events.add({ dataset: 'test', line: line + 1, timeUs: at(seconds), ...event });
    });
  });
  events.align([]);
  return new StateWatch(events, Float64Array.from(flowStarts, at));
}

function stateAt(watch: StateWatch, seconds: number, uid = UID): string {
  return new AppTimeline(watch.of(uid), watch.device, watch.endUs).at(at(seconds)).state;
}

const RESUMED: Told = { action: 'activity_resumed', uid: UID };

describe('what is told of an app', () => {
  it('whose UID nobody knows is told of no other app', () => {
    const watch = watchOf([
      [
        [0, { action: 'uid_idle', uid: UID }],
        [1, { action: 'activity_resumed', pid: 77, component: 'com.other.Main' }],
        [2, { action: 'screen_on' }],
        [3, { action: 'screen_off', packageName: 'com.other' }],
      ],
    ]);
    expect(stateAt(watch, 1.5)).toBe('background');
    expect(watch.device.map(({ event }) => event.action)).toEqual(['screen_on']);
  });

  it('holds for the sandbox of its SDKs, which is started as a service; that of an isolated process for none', () => {
    const watch = watchOf([
      [
        [0, RESUMED],
        [1, { action: 'process_start', uid: UID + 10_000, startReason: 'service' }],
        [2, { action: 'process_start', uid: 99_005, startReason: 'service' }],
        [3, { action: 'screen_on' }],
      ],
    ]);
    expect(stateAt(watch, 2, UID + 10_000)).toBe('foreground');
    expect(watch.of(99_005)).toEqual([]);
  });
});

it('an app that was in front in one dump and is in none after it is not known to be in front any more', () => {
  const dump = (seconds: number, uid: number): [number, Told] => [
    seconds,
    { action: 'proc_state', dataset: 'dumpsys.activity', uid, procState: 'TOP' },
  ];
  const watch = watchOf([[dump(0, UID), dump(0, 1), dump(10, 1), dump(20, 1)]]);
  expect([5, 15].map((seconds) => stateAt(watch, seconds))).toEqual(['foreground', 'unknown']);
});

describe('where nobody was looking, a state that was told before is not known, nor after', () => {
  it('between two logs', () => {
    const next = (seconds: number): [number, Told][] => [[seconds, { action: 'uid_idle', uid: 1 }]];
    expect(stateAt(watchOf([[[0, RESUMED]], next(600)]), 300)).toBe('unknown');
    expect(stateAt(watchOf([[[0, RESUMED]], next(600)]), 600)).toBe('unknown');
    expect(stateAt(watchOf([[[0, RESUMED]], next(30)]), 20)).toBe('foreground');
    // A log that tells of no state does not fill the pause; one that does fills it.
    const middle = (action: Told['action']): [number, Told][] => [
      [0, { action }],
      [600, { action }],
    ];
    expect(stateAt(watchOf([[[0, RESUMED]], next(600), middle('screen_on')]), 300)).toBe('unknown');
    expect(stateAt(watchOf([[[0, RESUMED]], next(600), middle('uid_idle')]), 300)).toBe('foreground');
    // Nor does it stand in for one that ended.
    expect(stateAt(watchOf([[[0, RESUMED]], middle('screen_on')]), 300)).toBe('unknown');
  });

  it('in a pause of the log while the device goes on sending', () => {
    const busy = Array.from({ length: 240 }, (_, i): [number, Told] => [i / 4, { action: 'doze' }]);
    const log: [number, Told][] = [...busy, [60, RESUMED], [1000, { action: 'screen_on' }]];
    const sending = Array.from({ length: 100 }, (_, i) => i * 10);
    expect(stateAt(watchOf([log], sending), 500)).toBe('unknown');
    expect(stateAt(watchOf([log]), 500)).toBe('foreground');
  });

  it('since the log says that it has a gap', () => {
    const gap: Told = { action: 'log_gap', gapFromUs: at(40) };
    const watch = watchOf([
      [
        [0, RESUMED],
        [60, gap],
        [70, { action: 'screen_on' }],
      ],
    ]);
    expect([30, 50, 65].map((seconds) => stateAt(watch, seconds))).toEqual(['foreground', 'unknown', 'unknown']);
  });
});
