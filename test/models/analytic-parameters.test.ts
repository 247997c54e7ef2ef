import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS, isAllowedCryptoApp, parametersOf } from '../../src/models/analytic-parameters.ts';

describe('the mutable elements of the analytics', () => {
  it('are the defaults, then what holds for all, then what holds for the app', () => {
    expect(parametersOf({}, ['a.b'])).toEqual(DEFAULT_PARAMETERS);
    const settings = { time_window_s: 5, apps: { 'a.b': { time_window_s: 2, foreground_required: true } } };
    expect(parametersOf(settings, ['a.b'])).toMatchObject({ time_window_s: 2, foreground_required: true });
    expect(parametersOf(settings, ['c.d'])).toMatchObject({ time_window_s: 5, foreground_required: false });
  });

  it('allow apps by package, and by signer where one is given', () => {
    const parameters = { ...DEFAULT_PARAMETERS, allowed_crypto_apps: ['a.b', 'c.d@AB'] };
    expect(isAllowedCryptoApp(parameters, ['a.b'], undefined)).toBe(true);
    expect(isAllowedCryptoApp(parameters, ['c.d'], 'ab')).toBe(true);
    expect(isAllowedCryptoApp(parameters, ['c.d'], 'cd')).toBe(false);
    expect(isAllowedCryptoApp(parameters, ['c.d'], undefined)).toBe(false);
    expect(isAllowedCryptoApp(parameters, ['e.f'], undefined)).toBe(false);
  });
});
