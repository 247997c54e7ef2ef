import { describe, expect, it } from 'vitest';
import { AN1762 } from '../../src/evidence/analytic.ts';
import { judgeApps } from '../../src/evidence/findings.ts';
import { appCases } from '../support/app-case.ts';
import { app, type FlowPlan } from '../support/channel-flow.ts';

const framed: FlowPlan = { app: app(10101), domain: 'c2.example', measured: { 'framing.bits.orig': 30 } };
const row = (remedy: string) => ({
  area: 'key_lifecycle' as const,
  status: 'none' as const,
  datasets: [],
  covered: [],
  gaps: [],
  blind_to: [],
  effect: '',
  remedy,
});
const steps = (plan: FlowPlan, coverage = [row('Switch on logging.')]) =>
  judgeApps(appCases([plan]), [AN1762], coverage, undefined).findings[0]?.triage ?? [];

describe('the next steps', () => {
  it('begin with the evidence, name the destination, the app and the gap, and end with writing down what is honest', () => {
    const [first, ...rest] = steps(framed);
    expect(first).toContain('cipherscope explain');
    expect(rest.join('\n')).toContain('c2.example:8443 over tcp');
    expect(rest.join('\n')).toContain('adb shell pm path com.example.app10101');
    expect(rest.join('\n')).toContain('Close the gap in key_lifecycle: Switch on logging.');
    expect(rest.at(-1)).toContain('allowlist');
  });

  it('put nothing into a command that is no package name', () => {
    const named = (...packages: string[]) => steps({ ...framed, app: { ...app(10101), packages } }).join('\n');
    expect(named('com.a;reboot')).not.toContain('adb shell pm path');
    expect(named('com.a;reboot', 'com.b')).toContain('adb shell pm path com.b,');
  });

  it('ask whose flows they are where that is not known or not sure', () => {
    expect(steps({ ...framed, app: undefined }).join('\n')).toContain('Learn which app it is');
    const weak = { ...framed, app: { ...app(10101), level: 'weak' as const } };
    expect(steps(weak).join('\n')).toContain('Make the owner of these flows sure');
  });
});
