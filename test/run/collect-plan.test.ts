import { expect, it } from 'vitest';
import { type CollectTarget, collectPlan, isPackageName } from '../../src/run/collect-plan.ts';

const target = (more: Partial<CollectTarget>): CollectTarget => ({
  kind: 'adb',
  apps: ['com.example'],
  intervalS: 0.5,
  hasPackageManager: true,
  ...more,
});

it('every file says what it holds, has a name of its own and one command', () => {
  for (const kind of ['adb', 'local'] as const) {
    const plan = collectPlan(target({ kind }));
    expect(new Set(plan.map(({ file }) => file)).size).toBe(plan.length);
    expect(plan.every(({ takes }) => takes.length > 10)).toBe(true);
    expect(plan.map(({ file }) => file)).toContain('procnet.log');
  }
});

it('a machine without package manager gets the UIDs that were given', () => {
  expect(collectPlan(target({ kind: 'local', hasPackageManager: false })).map(({ file }) => file)).toEqual([
    'device.txt',
    'procnet.log',
    'apps.ndjson',
    'states.ndjson',
  ]);
});

it('nothing but a package name goes into a command', () => {
  expect(['com.example.app', 'a1.b_c'].every(isPackageName)).toBe(true);
  expect(['a; rm -rf /', '$(x)', '', '1a', 'a b', 'x'.repeat(300)].some(isPackageName)).toBe(false);
});
