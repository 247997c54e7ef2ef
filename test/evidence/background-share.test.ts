import { describe, expect, it } from 'vitest';
import { backgroundShares } from '../../src/evidence/background-share.ts';
import { appCase, state } from '../support/app-case.ts';

const flows = [1, 12, 25, 30, 35].map((at) => ({ at }));

describe('the share of flows that begin in the background', () => {
  it('is of those whose app state is known', () => {
    const states = [state(10, 'activity_resumed'), state(20, 'activity_paused')];
    const own = { ...appCase(flows, { states }), uid: 10_001 };
    expect([...backgroundShares([own])]).toEqual([[10_001, 0.75]]);
  });

  it('is not there where no log tells the state, or no app is known', () => {
    const states = [state(10, 'activity_resumed')];
    expect(backgroundShares([{ ...appCase(flows), uid: 10_001 }]).size).toBe(0);
    expect(backgroundShares([{ ...appCase([{ at: 1 }], { states }), uid: 10_001 }]).size).toBe(0);
    expect(backgroundShares([{ ...appCase(flows, { states }), uid: undefined }]).size).toBe(0);
  });
});
