import { describe, expect, it } from 'vitest';
import { splitValues, stateOfLine } from '../../src/telemetry/logcat-states.ts';
import { at } from './telemetry-fixture.ts';

const state = (tag: string, message: string) => stateOfLine({ timeUs: at(0), uid: 10234, pid: 4211, tag, message });

describe('values', () => {
  it('are split at commas, the last one takes what is left', () => {
    expect(splitValues('[0,1,a,b,c]', 3)).toEqual(['0', '1', 'a,b,c']);
    expect(splitValues('10069', 1)).toEqual(['10069']);
    expect(splitValues('[]', 2)).toEqual(['']);
  });
});

describe('a tag', () => {
  it('of a process tells who, and why it was started', () => {
    expect(
      state('am_proc_start', '[0,4211,10234,com.example:sync,broadcast,{com.example/com.example.Boot,x}]'),
    ).toEqual({
      action: 'process_start',
      userId: 0,
      pid: 4211,
      uid: 10234,
      processName: 'com.example:sync',
      startReason: 'broadcast',
      component: 'com.example/com.example.Boot,x',
    });
    expect(state('am_proc_died', '[0,4211,com.example,900,19]')).toMatchObject({ action: 'process_end', pid: 4211 });
    expect(state('am_kill', '[0,4211,com.example,900,stop com.example,1000]')).toMatchObject({
      action: 'process_end',
      stopReason: 'stop com.example',
    });
    expect(state('am_freeze', '[4211,com.example]')).toMatchObject({ action: 'process_frozen', pid: 4211 });
  });

  it('of an activity tells user and package, from the system’s side', () => {
    expect(state('wm_set_resumed_activity', '[10,com.example/.Main,resume]')).toEqual({
      action: 'activity_resumed',
      userId: 10,
      component: 'com.example/.Main',
      packageName: 'com.example',
    });
    expect(state('wm_resume_activity', '[0,171,17,com.example/.Main]')).toMatchObject({
      action: 'activity_resumed',
      packageName: 'com.example',
    });
    expect(state('wm_pause_activity', '[0,171,com.example/.Main,userLeaving=true,reason]')).toMatchObject({
      action: 'activity_paused',
    });
    expect(state('wm_stop_activity', '[0,171,com.example/.Main]')).toMatchObject({ action: 'activity_stopped' });
  });

  it('of an activity tells the class alone from the app’s side, whose first field is a user or a token', () => {
    const own = { action: 'activity_resumed', pid: 4211, uid: 10234, component: 'com.example.Main' };
    expect(state('wm_on_resume_called', '[0,com.example.Main,RESUME_ACTIVITY]')).toEqual({ ...own, userId: 0 });
    expect(state('wm_on_resume_called', '[171234567,com.example.Main,RESUME_ACTIVITY]')).toEqual({
      ...own,
      userId: undefined,
    });
    expect(state('wm_on_resume_called', '[171234567,com.example.Main,RESUME_ACTIVITY,42]')).toEqual({
      ...own,
      userId: undefined,
    });
  });

  it('of a UID has one value without brackets', () => {
    expect(state('am_uid_idle', '10069')).toEqual({ action: 'uid_idle', uid: 10069 });
    expect(state('am_uid_running', '10069')).toEqual({ action: 'uid_running', uid: 10069 });
    expect(state('am_uid_idle', 'x')).toContain('has no UID');
    expect(state('am_uid_state_changed', '[10069,5,4,12,0,0,0,x]')).toMatchObject({
      action: 'proc_state',
      uid: 10069,
      procState: '4',
    });
  });

  it('of a foreground service tells its type and whether its notification shows', () => {
    const text = '[0,com.example/.Sync,1,PROC_STATE_TOP,34,34,0,0,0,1,,1073741824]';
    expect(state('am_foreground_service_start', text)).toMatchObject({
      action: 'fgs_start',
      packageName: 'com.example',
      notificationShown: false,
      fgsType: 2 ** 30,
    });
  });

  it('of the screen, the keyguard and doze is about the device', () => {
    expect(state('screen_toggled', '1')).toEqual({ action: 'screen_on' });
    expect(state('screen_toggled', '0')).toEqual({ action: 'screen_off' });
    expect(state('power_screen_state', '[0,1,0,0,327]')).toEqual({ action: 'screen_off' });
    expect(state('wm_set_keyguard_shown', '[0,1,0,0,why]')).toEqual({ action: 'keyguard_shown' });
    // As Android 8 to 11 write it, without a display.
    expect(state('wm_set_keyguard_shown', '[1,0,0,setKeyguardShown]')).toEqual({ action: 'keyguard_shown' });
    expect(state('wm_set_keyguard_shown', '[0,1,0,setKeyguardShown]')).toEqual({ action: 'keyguard_hidden' });
    expect(state('wm_set_keyguard_shown', '[0,0,0,1,0,setKeyguardShown]')).toEqual({ action: 'keyguard_hidden' });
    expect(state('device_idle', '[5,step]')).toEqual({ action: 'doze', dozeState: '5' });
  });

  it('of no interest is passed over, one with too few fields is refused', () => {
    expect(state('am_pss', '[1,2]')).toBeUndefined();
    expect(state('am_proc_start', '[0,1]')).toContain('has 2 fields');
  });
});
