import { describe, expect, it } from 'vitest';
import { backgroundEvidence } from '../../src/evidence/background-evidence.ts';
import { appCase, type CasePlan, state } from '../support/app-case.ts';

const flows = Array.from({ length: 10 }, (_, i) => ({ at: 100 + i * 60 }));
function of(states: CasePlan['states'], parameters = {}) {
  const app = appCase(flows, { states, parameters } as CasePlan);
  return backgroundEvidence(app, app.channels[0]!.channel.flows);
}

describe('evidence of background execution', () => {
  it('speaks for the pattern where sends came from the background', () => {
    const [item] = of([state(0, 'activity_resumed'), state(50, 'activity_paused')]);
    expect(item).toMatchObject({ kind: 'background', bits: 2, numbers: { known: 10, background: 10, locked: 0 } });
    expect(item?.sources).toEqual(['state.ndjson:50001']);
  });

  it('adds a locked screen, a start without a person, a hidden service and a required foreground', () => {
    const quiet = [state(98, 'process_start', { startReason: 'broadcast' })];
    expect(of(quiet)[0]?.bits).toBe(3);
    expect(of([...quiet, state(99, 'screen_off')])[0]?.bits).toBe(4);
    expect(of([...quiet, state(99, 'fgs_start', { notificationShown: false })])[0]?.bits).toBe(4);
    expect(of(quiet, { foreground_required: true })[0]?.bits).toBe(4);
  });

  it('speaks against it where somebody used the app', () => {
    const [item] = of([state(0, 'activity_resumed')]);
    expect(item).toMatchObject({ kind: 'foreground', direction: 'exculpatory', bits: 4 });
  });

  it('says nothing where the state is not known: unknown is not background', () => {
    expect(of(undefined)).toEqual([]);
    expect(of([state(10_000, 'activity_resumed')])).toEqual([]);
    expect(of([state(0, 'activity_paused'), state(50, 'log_stopped')])).toEqual([]);
    expect(of([state(0, 'screen_on'), state(10, 'keyguard_hidden')])).toEqual([]);
  });

  it('says of a mixture and of a visible service that the state was looked at, without a bit', () => {
    expect(of([state(0, 'activity_resumed'), state(500, 'activity_paused')])).toMatchObject([
      { kind: 'not_in_use', bits: 0, numbers: { known: 10, foreground: 7, background: 3 } },
    ]);
    const [visible] = of([state(0, 'fgs_start', { notificationShown: true })]);
    expect(visible).toMatchObject({
      kind: 'not_in_use',
      bits: 0,
      numbers: { known: 10, foreground: 0, background: 0 },
    });
  });

  it('excuses nothing where the state of most sends is not known, and tells how many those are where it speaks', () => {
    expect(of([state(0, 'activity_resumed'), state(300, 'log_stopped')])).toEqual([]);
    const [half] = of([state(0, 'activity_resumed'), state(350, 'log_stopped')]);
    expect(half).toMatchObject({ kind: 'foreground', numbers: { known: 5 } });
    expect(half?.statement).toContain('came while somebody used the app. Of 5 more sends it is not known.');
    const [first] = of([state(0, 'activity_paused'), state(110, 'log_stopped')]);
    expect(first).toMatchObject({ kind: 'background', numbers: { known: 1 } });
    expect(first?.statement).toBe(
      'Of 1 send whose app state is known, 1 came from the background. Of 9 more sends it is not known.',
    );
  });

  it('says nothing of it where the state of most sends is not known', () => {
    expect(of([state(0, 'fgs_start', { notificationShown: true }), state(350, 'log_stopped')])).toHaveLength(1);
    expect(of([state(0, 'fgs_start', { notificationShown: true }), state(300, 'log_stopped')])).toEqual([]);
  });

  it('tells of a dark or locked device where no log tells the app’s state, without a bit', () => {
    const [item, ...others] = of([state(0, 'screen_on'), state(250, 'keyguard_shown')]);
    expect(others).toEqual([]);
    expect(item).toMatchObject({
      kind: 'device_unattended',
      bits: 0,
      numbers: { sends: 10, locked: 7 },
      sources: ['state.ndjson:250001'],
    });
    expect(item?.statement).toBe(
      'Of 10 sends whose app state no log tells, 7 came with the screen off or locked: whether a person wanted them is not known.',
    );
    expect(of([state(0, 'activity_resumed'), state(110, 'log_stopped'), state(120, 'screen_off')])).toEqual([]);
  });
});
