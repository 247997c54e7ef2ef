import { describe, expect, it } from 'vitest';
import { AN1762 } from '../../src/evidence/analytic.ts';
import { deedText } from '../../src/evidence/finding-sentence.ts';
import { judgeApps } from '../../src/evidence/findings.ts';
import { appCases, state } from '../support/app-case.ts';
import { app, type FlowPlan } from '../support/channel-flow.ts';

const framed: FlowPlan = { app: app(10101), measured: { 'framing.bits.orig': 30 } };
const sentence = (plans: FlowPlan[], more = {}) =>
  judgeApps(appCases(plans, more), [AN1762], [], undefined).findings[0]?.sentence ?? '';

describe('the sentence of a finding', () => {
  it('says in how many areas it was seen and what nobody was looking at', () => {
    expect(sentence([framed])).toContain('Seen in 1 of 5 areas, the other 4 were not assessed.');
    expect(sentence([framed], { states: [state(-9, 'activity_paused')] })).toContain(
      'with sends from the background, length-prefixed frames. Seen in 2 of 5 areas, the other 3 were not assessed.',
    );
  });

  it('says that it is a pattern, whoever the app is', () => {
    for (const plan of [framed, { ...framed, app: undefined }])
      expect(sentence([plan])).toMatch(/It is a pattern, not proof of malice\.$/);
  });

  it('names no one of the packages that share a UID', () => {
    const shared = (count: number) => ({
      ...framed,
      app: { ...app(10101), packages: ['a.b', 'c.d', 'e.f', 'g.h'].slice(0, count) },
    });
    expect(sentence([shared(2)])).toMatch(/^One of a\.b, c\.d \(shared UID 10101\) exchanged/);
    expect(sentence([shared(4)])).toMatch(/^One of a\.b, c\.d, e\.f and 1 more \(shared UID 10101\) exchanged/);
  });

  it('calls bytes of which nobody knows what they are no known protocol', () => {
    const deed = (name: string, service?: string) =>
      deedText([{ class: name, scheme: undefined, service }], ['x:1 over tcp'], 1, 1);
    for (const name of ['unknown', 'cleartext', 'compressed'])
      expect(deed(name)).toContain('inside bytes of no known protocol with');
    expect(deed('cleartext', 'http')).toContain('inside a known protocol with');
    expect(deed('standard')).toContain('inside a known protocol with');
  });

  it('names three destinations and how many more there are', () => {
    const many = Array.from({ length: 5 }, (_, i) => ({ ...framed, port: 1000 + i }));
    expect(sentence(many)).toContain('203.0.113.9:1002 over tcp and 2 more in 5 flows');
  });
});
