import { expect, it } from 'vitest';
import { areaAdvice } from '../../src/telemetry/area-advice.ts';
import { EvidenceArea } from '../../src/telemetry/coverage-record.ts';

it('every area of the device says what nobody sees, how to collect it, and how to see more', () => {
  for (const area of Object.values(EvidenceArea).filter((name) => name !== 'network_transmission')) {
    const { blindTo, collect, more } = areaAdvice(area);
    expect(blindTo.length).toBeGreaterThan(0);
    expect(collect).toMatch(/logcat|Frida|Intrusion Logging/);
    expect(more).toMatch(/\.$/);
  }
});
