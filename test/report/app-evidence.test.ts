import { describe, expect, test } from 'vitest';
import {
  appName,
  collectedAreas,
  destinationName,
  encryptionShares,
  evidenceRows,
  isKnownApp,
  rankedFindings,
} from '../../src/report/app-evidence.ts';
import { sampleResult } from '../support/analysis-result.ts';

describe('evidenceRows', () => {
  test('apps come worst first, then by bytes', () => {
    const names = evidenceRows(sampleResult()).map((row) => row.name);
    expect(names).toEqual([
      'com.lumen.flashlight',
      'org.fairweather.widget',
      'com.kite.messenger',
      'com.meadow.news',
      'com.orchard.bank',
      'com.pinwheel.game',
    ]);
  });

  test('an app with a finding takes verdict, score and areas from it', () => {
    const [flashlight] = evidenceRows(sampleResult());
    expect(flashlight).toMatchObject({
      verdict: 'alert',
      score: 81,
      areas: {
        key_lifecycle: 'observed',
        ciphertext_transformation: 'not_collected',
        network_transmission: 'observed',
      },
    });
  });

  test('an app without a finding is not observed where somebody looked, and not collected where nobody did', () => {
    const news = evidenceRows(sampleResult()).find((row) => row.name === 'com.meadow.news');
    expect(news?.areas).toEqual({
      key_lifecycle: 'not_observed',
      asymmetric_api_use: 'not_observed',
      ciphertext_transformation: 'not_collected',
      background_execution: 'not_observed',
      network_transmission: 'not_observed',
    });
  });

  test('a coverage row of its own goes before the general one', () => {
    const result = sampleResult();
    const general = result.coverage[0];
    if (general === undefined) throw new Error('the sample has coverage');
    result.coverage.push({ ...general, status: 'none', app: { uid: 10158, packages: ['com.meadow.news'] } });
    const rows = evidenceRows(result);
    expect(rows.find(({ app }) => app.uid === 10158)?.areas.key_lifecycle).toBe('not_collected');
    expect(rows.find(({ app }) => app.uid === 10131)?.areas.key_lifecycle).toBe('not_observed');
  });

  test('areas that were judged for the app are taken as they are', () => {
    const result = sampleResult();
    const app = result.apps.find(({ uid }) => uid === 10158);
    if (app === undefined) throw new Error('the sample has this app');
    app.areas = {
      key_lifecycle: 'explained',
      asymmetric_api_use: 'explained',
      ciphertext_transformation: 'not_collected',
      background_execution: 'not_observed',
      network_transmission: 'observed',
    };
    expect(evidenceRows(result).find((row) => row.app === app)?.areas).toEqual(app.areas);
  });
});

test('findings come worst verdict first, then by score', () => {
  const result = sampleResult();
  result.findings.reverse();
  expect(rankedFindings(result).map(({ verdict }) => verdict)).toEqual(['alert', 'observation', 'expected']);
  expect(result.findings[0]?.verdict).toBe('expected');
});

test('an area without any coverage row was not collected', () => {
  expect(new Set(Object.values(collectedAreas([])))).toEqual(new Set(['none']));
});

test('an area that was collected for single apps only is collected in part', () => {
  const [row] = sampleResult().coverage;
  if (row === undefined) throw new Error('the sample has coverage');
  expect(collectedAreas([{ ...row, app: { uid: 1, packages: [] } }]).key_lifecycle).toBe('partial');
});

test('a name says how many packages share the UID, and falls back to what is known', () => {
  expect(appName({ uid: 1, packages: ['a', 'b', 'c'] })).toBe('a +2');
  expect(appName({ uid: 1, packages: [], label: 'Mail' })).toBe('Mail');
  expect(appName({ uid: 1, packages: [] })).toBe('UID 1');
  expect(appName({ packages: [], device: 'pixel' })).toBe('device pixel');
  expect(appName({ packages: [] })).toBe('no app known');
  expect([isKnownApp({ packages: [] }), isKnownApp({ uid: 0, packages: [] })]).toEqual([false, true]);
});

test('only an IPv6 address gets brackets before the port', () => {
  const named = (destination: { domain?: string; ip?: string; port: number }, transport = 'tcp') =>
    destinationName({ destination, transport }, 40);
  expect(named({ ip: '2001:db8::1', port: 443 })).toBe('[2001:db8::1]:443');
  expect(named({ ip: '203.0.113.1', port: 443 })).toBe('203.0.113.1:443');
  expect(named({ domain: 'a:b', ip: '2001:db8::1', port: 1 })).toBe('[a:b]:1');
  expect(named({ port: 1 })).toBe('unknown:1');
  expect(named({ ip: 'ff02::2', port: 134 }, 'ipv6-icmp')).toBe('ff02::2');
});

test('encryption shares add up to one, whether counts or shares were given', () => {
  expect(encryptionShares({ standard: 3, custom: 1, unknown: 0 })).toEqual([
    { name: 'standard', share: 0.75 },
    { name: 'custom', share: 0.25 },
  ]);
  expect(encryptionShares({ custom: 0.5, cleartext: 0.5 }).map(({ name }) => name)).toEqual(['cleartext', 'custom']);
  expect(encryptionShares({})).toEqual([]);
});
