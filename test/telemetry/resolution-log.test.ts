import { describe, expect, it } from 'vitest';
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
