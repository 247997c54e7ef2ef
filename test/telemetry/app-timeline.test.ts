import { describe, expect, it } from 'vitest';
import { AppTimeline, type PlacedState } from '../../src/telemetry/app-timeline.ts';
import { state } from '../support/app-case.ts';
import { START_US } from '../support/channel-flow.ts';

const at = (own: PlacedState[], seconds: number, device: PlacedState[] = []) =>
  new AppTimeline(own, device, START_US + 1000e6).at(START_US + seconds * 1e6);

describe('the timeline of an app', () => {
  it('is foreground between resumed and paused, background after', () => {
    const own = [state(1, 'activity_resumed', { component: 'a/b' }), state(5, 'activity_paused', { component: 'a/b' })];
    expect(at(own, 0.5).state).toBe('unknown');
    expect(at(own, 2).state).toBe('foreground');
    expect(at(own, 6).state).toBe('background');
  });

  it('stays foreground while another of its activities is', () => {
    const own = [
      state(1, 'activity_resumed', { component: 'a' }),
      state(2, 'activity_resumed', { component: 'b' }),
      state(3, 'activity_paused', { component: 'a' }),
    ];
    expect(at(own, 4).state).toBe('foreground');
  });

  it('is not known to have been out of sight where a pause shows that the line of its return is lost', () => {
    const b = { component: 'a/b' };
    const before = [state(1, 'activity_resumed', b), state(5, 'activity_paused', b), state(6, 'screen_on')];
    const lost = [...before, state(20, 'activity_paused', b)];
    expect(at(before, 10).state).toBe('background');
    expect([2, 5.5, 10, 25].map((seconds) => at(lost, seconds).state)).toEqual([
      'foreground',
      'unknown',
      'unknown',
      'background',
    ]);
    // With the line there, or with nothing but a stop after the pause, nothing is taken back.
    expect(at([...before, state(15, 'activity_resumed', b), state(20, 'activity_paused', b)], 10).state).toBe(
      'background',
    );
    expect(at([...before, state(7, 'activity_stopped', b)], 6.5).state).toBe('background');
  });

  it('runs as long as one of its processes does', () => {
    const main = { component: 'a', pid: 1, processName: 'com.example.app' };
    const second = { pid: 2, processName: 'com.example.app:push' };
    const both = [state(1, 'activity_resumed', main), state(2, 'process_start', { ...second, startReason: 'service' })];
    expect(at(both, 3).state).toBe('foreground');
    expect(at([...both, state(4, 'process_end', second)], 5).state).toBe('foreground');
    // Where the other process stands is not known when the one with the activities is gone.
    const mainGone = [...both, state(4, 'process_end', main)];
    expect(at(mainGone, 5).state).toBe('unknown');
    expect(at([...mainGone, state(6, 'process_end', second)], 7).state).toBe('not_running');
  });

  it('is somewhere once a process starts for no named reason', () => {
    const ended = [state(1, 'process_start', { pid: 1 }), state(2, 'process_end', { pid: 1 })];
    expect(at(ended, 3).state).toBe('not_running');
    expect(at([...ended, state(4, 'process_start', { pid: 2 })], 5).state).toBe('unknown');
    expect(at([...ended, state(4, 'process_start', { pid: 2, startReason: 'broadcast' })], 5).state).toBe('background');
  });

  it('is perceptible with a visible service, and background with a hidden one', () => {
    const with_ = (notificationShown: boolean) => [
      state(1, 'process_start', { startReason: 'service' }),
      state(2, 'fgs_start', { notificationShown }),
    ];
    expect(at(with_(true), 3)).toMatchObject({ state: 'perceptible', hiddenService: false });
    expect(at(with_(false), 3)).toMatchObject({ state: 'background', hiddenService: true });
    expect(at([...with_(true), state(4, 'fgs_stop')], 5).state).toBe('background');
  });

  it('leaves the foreground when the screen goes dark or is locked', () => {
    const own = [state(1, 'activity_resumed')];
    expect(at(own, 3, [state(2, 'screen_off')])).toMatchObject({ state: 'background', screenOn: false });
    expect(at(own, 3, [state(2, 'keyguard_shown')])).toMatchObject({ state: 'background', locked: true });
  });

  it('knows why and when the process was started, and that it ended', () => {
    const own = [state(1, 'process_start', { startReason: 'broadcast' }), state(9, 'process_end')];
    expect(at(own, 2)).toMatchObject({ state: 'background', startReason: 'broadcast', startedUs: START_US + 1e6 });
    expect(at(own, 10)).toMatchObject({ state: 'not_running', startReason: undefined });
  });

  it('reads the abbreviations of process states', () => {
    for (const [procState, expected] of [
      ['TOP', 'foreground'],
      ['FGS', 'perceptible'],
      ['SVC', 'background'],
      ['CAC', 'cached'],
      ['NONE', 'not_running'],
    ] as const)
      expect(at([state(1, 'proc_state', { procState })], 2).state).toBe(expected);
    expect(at([state(1, 'proc_state', { procState: '17' })], 2).state).toBe('unknown');
  });

  it('forgets what it knew when the log has a gap, and knows nothing beyond its end', () => {
    const own = [state(1, 'activity_resumed'), state(5, 'log_gap')];
    expect(at(own, 6).state).toBe('unknown');
    expect(at([state(1, 'activity_resumed')], 2000).state).toBe('unknown');
  });
});
