import { expect, it } from 'vitest';
import type { Attribution, AttributionOutcome } from '../../src/telemetry/attribution.ts';
import { inferOwners } from '../../src/telemetry/majority-inference.ts';
import { appOf, flowOf, inventoryOf } from './telemetry-fixture.ts';

const owned = (uid: number, flags: string[] = [], tier = 'A'): AttributionOutcome => {
  const app: Attribution = {
    uid,
    packages: [],
    tier,
    confidence: 0.95,
    level: 'exact',
    sources: ['log0:1'],
    flags,
    alternatives: [],
  };
  return { app };
};
const unknown = (
  cause: Extract<AttributionOutcome, { cause: unknown }>['cause'] = 'no row of the socket logs has its tuple',
): AttributionOutcome => ({ missing: 'x', cause });

function infer(outcomes: AttributionOutcome[], flows = outcomes.map(() => flowOf())) {
  inferOwners(flows, outcomes, inventoryOf(appOf()));
  return outcomes[outcomes.length - 1];
}

it('three flows of one UID to an endpoint lend it to the fourth, weakly and with their sources', () => {
  expect(infer([owned(10234), owned(10234), owned(10234), unknown()])).toEqual({
    app: {
      uid: 10234,
      packages: ['com.example.app'],
      tier: 'I',
      confidence: 0.9,
      level: 'weak',
      sources: ['log0:1', 'log0:1', 'log0:1'],
      flags: ['INFERRED'],
      alternatives: [],
    },
  });
});

it('two flows, two UIDs, doubt, or another endpoint lend nothing', () => {
  const three = [owned(10234), owned(10234), owned(10234)];
  expect(infer([owned(10234), owned(10234), unknown()])).toHaveProperty('missing');
  expect(infer([...three, owned(10301), unknown()])).toHaveProperty('missing');
  expect(infer([owned(10234, ['AMBIGUOUS']), ...three, unknown()])).toHaveProperty('missing');
  const other = flowOf({ resp: { ip: '203.0.113.7', port: 443 } });
  expect(infer([...three, unknown()], [flowOf(), flowOf(), flowOf(), other])).toHaveProperty('missing');
  const elsewhere = flowOf({ device: 'b' });
  expect(infer([...three, unknown()], [flowOf(), flowOf(), flowOf(), elsewhere])).toHaveProperty('missing');
});

it('leads make no majority, and one of them breaks it, wherever it stands', () => {
  const three = [owned(10234), owned(10234), owned(10234)];
  const lead = (uid: number) => owned(uid, [], 'G');
  expect(infer([lead(10234), lead(10234), lead(10234), unknown()])).toHaveProperty('missing');
  expect(infer([...three, lead(10234), unknown()])).toHaveProperty('app.uid', 10234);
  expect(infer([lead(10301), ...three, unknown()])).toHaveProperty('missing');
});

it('the tunnel of a VPN and transports without sockets are left alone', () => {
  const three = [owned(10234), owned(10234), owned(10234)];
  expect(infer([...three, unknown('it is the tunnel of a VPN app')])).toHaveProperty('missing');
  expect(infer([...three, unknown('no log lists sockets of its transport')])).toHaveProperty('missing');
});
