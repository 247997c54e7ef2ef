import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columnUid, describeUid, parseUid, sandboxHostUid, UNKNOWN_UID, uidOf } from '../../src/telemetry/uid.ts';

it('text forms of tools are read', () => {
  const forms: Record<string, number | undefined> = {
    '10234': 10234,
    u0a322: 10322,
    u0_a322: 10322,
    u10_a88: 1010088,
    u10s1000: 1001000,
    u10_s1000: 1001000,
    u0i5: 99005,
    u0ai7: 90007,
    u0_i9000: 99000,
    u0a10322: 20322,
    root: 0,
    system: 1000,
    AID_DNS: 1051,
    shell: 2000,
    '-1': UNKNOWN_UID,
    '-100': UNKNOWN_UID,
    '4294967295': UNKNOWN_UID,
    '2147483648': UNKNOWN_UID,
    '15010133': 15010133,
    '4294967296': undefined,
    u0a99999: undefined,
    u99999a1: undefined,
    'com.example': undefined,
    '': undefined,
    '10.5': undefined,
    toString: undefined,
  };
  for (const [text, uid] of Object.entries(forms)) expect(parseUid(text), text).toBe(uid);
});

it('a UID is a user and an appId of a known range', () => {
  expect(describeUid(10234)).toEqual({ userId: 0, appId: 10234, kind: 'app' });
  expect(describeUid(1051)).toEqual({ userId: 0, appId: 1051, kind: 'system', name: 'dns' });
  expect(describeUid(1001000)).toEqual({ userId: 10, appId: 1000, kind: 'system', name: 'system' });
  expect([20322, 90007, 99005, 50000, 65534, -1].map((uid) => describeUid(uid).kind)).toEqual([
    'sdk_sandbox',
    'app_zygote',
    'isolated',
    'other',
    'other',
    'unknown',
  ]);
  expect(sandboxHostUid(1020322)).toBe(1010322);
});

it('every UID of an app comes back from its text form', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 21_473 }), fc.integer({ min: 0, max: 9999 }), (user, app) => {
      const uid = uidOf(user, 10_000 + app);
      expect(parseUid(`u${user}a${app}`)).toBe(uid);
      expect(parseUid(String(uid))).toBe(uid);
      expect(describeUid(uid)).toMatchObject({ userId: user, appId: 10_000 + app });
    }),
  );
});

it('a number of more than 31 bits is nobody’s UID, and not that of the app it would wrap to', () => {
  expect([10_234, 0, 2 ** 31 - 1].map(columnUid)).toEqual([10_234, 0, 2 ** 31 - 1]);
  expect([undefined, -1, 2 ** 31, 2 ** 32 + 10_234, Number.NaN].map(columnUid)).toEqual([-1, -1, -1, -1, -1]);
});
