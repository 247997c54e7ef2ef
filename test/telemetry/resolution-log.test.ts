import { describe, expect, it } from 'vitest';
import type { ClockAlignment } from '../../src/telemetry/clock-model.ts';
import { type Resolution, ResolutionLog } from '../../src/telemetry/resolution-log.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { at, flowOf, readLogs } from './telemetry-fixture.ts';

const dns = (seconds: number, packageName: string, ip = '203.0.113.7') =>
  JSON.stringify({
    dns_event: {
      event_time: at(seconds) / 1000,
      hostname: 'x.example',
      package_name: packageName,
      ip_addresses: [`/${ip}`],
    },
  });
const PACKAGES = 'package:com.a uid:10001\npackage:com.b uid:10002\n';

async function attributed(...lines: string[]) {
  const telemetry = await readLogs({ 'log.txt': lines.join('\n'), 'p.txt': PACKAGES });
  return joinTelemetry([flowOf()], telemetry).outcomes[0];
}

describe('who asked for an address', () => {
  it('is who connects to it, by tier G, where nobody else asked', async () => {
    expect(await attributed(dns(5, 'com.a'), dns(6, 'com.b', '1.2.3.4'))).toMatchObject({
      app: { uid: 10001, packages: ['com.a'], tier: 'G', level: 'weak', sources: ['log.txt:1'] },
    });
  });

  it('says nothing where two asked, too long ago, or after the flow began', async () => {
    expect(await attributed(dns(5, 'com.a'), dns(6, 'com.b'))).toHaveProperty('missing');
    expect(await attributed(dns(-60, 'com.a'))).toHaveProperty('missing');
    expect(await attributed(dns(15, 'com.a'))).toHaveProperty('missing');
    expect(await attributed(dns(5, 'com.nobody'))).toHaveProperty('missing');
  });
});

describe('answers with one address', () => {
  const answer = (timeUs: number, uid: number, line: number, more: Partial<Resolution> = {}): Resolution => ({
    timeUs,
    uid,
    packages: undefined,
    domain: undefined,
    file: 0,
    line,
    device: undefined,
    ...more,
  });
  const logOf = (...answers: Resolution[]) => {
    const log = new ResolutionLog();
    for (const one of answers) log.add('203.0.113.7', one);
    return log;
  };
  const lineAt = (log: ResolutionLog, startUs: number, device?: string) =>
    log.soleAsker('203.0.113.7', startUs, device, undefined)?.line;

  it('count in the minute before a flow, whatever their order in the log; the last is cited', () => {
    const log = logOf(answer(90e6, 1, 1), answer(10e6, 2, 2), answer(30e6, 1, 3), answer(30e6, 1, 4));
    expect([30e6, 70e6, 69.9e6, 90e6, 150e6, 150.1e6].map((us) => lineAt(log, us))).toEqual([
      undefined,
      undefined,
      undefined,
      1,
      1,
      undefined,
    ]);
    expect(lineAt(log, 71e6)).toBe(3);
    expect(lineAt(log, 9e6)).toBeUndefined();
  });

  it('of other devices do not count, and an answer that is added later does', () => {
    const log = logOf(answer(10e6, 1, 1, { device: 'a' }), answer(11e6, 2, 2, { device: 'b' }));
    expect(lineAt(log, 12e6)).toBeUndefined();
    expect([lineAt(log, 12e6, 'a'), lineAt(log, 12e6, 'b')]).toEqual([1, 2]);
    log.add('203.0.113.7', answer(12e6, 1, 3, { device: 'a' }));
    expect(lineAt(log, 12e6, 'a')).toBe(3);
  });

  it('are placed by the clocks that are given', () => {
    const log = logOf(answer(10e6, 1, 1));
    expect(log.soleAsker('203.0.113.7', 9e6, undefined, undefined)).toBeUndefined();
    const clock = (slackUs: number, offsetUs: number) =>
      ({ isIdentity: false, segments: [{ fromUs: 0, offsetUs, slope: 0 }], slackUs }) as unknown as ClockAlignment;
    const under = (one: ClockAlignment, startUs: number) =>
      log.soleAsker('203.0.113.7', startUs, undefined, [one])?.line;
    expect([under(clock(2e6, 0), 9e6), under(clock(0.5e6, 0), 9e6)]).toEqual([1, undefined]);
    expect([under(clock(0, 5e6), 5e6), under(clock(0, 5e6), 65e6), under(clock(0, 5e6), 66e6)]).toEqual([
      1,
      1,
      undefined,
    ]);
  });
});
