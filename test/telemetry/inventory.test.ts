import { describe, expect, it } from 'vitest';
import { Inventory, MAX_INVENTORY_ROWS } from '../../src/telemetry/inventory.ts';
import { appOf, at, inventoryOf } from './telemetry-fixture.ts';

describe('at', () => {
  it('names the package of a UID', () => {
    expect(inventoryOf(appOf({ label: 'Example' })).at(10234, at(0))).toEqual({
      packages: ['com.example.app'],
      label: 'Example',
      flags: [],
    });
    expect(inventoryOf().at(10234, at(0))).toEqual({ packages: [], flags: [] });
    expect(inventoryOf(appOf()).at(-1, at(0))).toEqual({ packages: [], flags: [] });
  });

  it('follows a UID that was given to another app', () => {
    const inventory = inventoryOf(
      appOf({ packageName: 'com.old', removedUs: at(10) }),
      appOf({ packageName: 'com.new', firstInstallUs: at(20) }),
    );
    expect([5, 15, 25].map((second) => inventory.at(10234, at(second)).packages)).toEqual([
      ['com.old'],
      [],
      ['com.new'],
    ]);
    expect(inventory.at(10234, at(15)).flags).toEqual(['NOT_INSTALLED_THEN']);
  });

  it('lists all apps of a shared UID, or the one the process or the socket row names', () => {
    const inventory = inventoryOf(appOf({ packageName: 'com.b' }), appOf({ packageName: 'com.a' }));
    expect(inventory.at(10234, at(0))).toEqual({ packages: ['com.a', 'com.b'], flags: ['SHARED_UID'] });
    expect(inventory.at(10234, at(0), undefined, { processName: 'com.b:push' })).toEqual({
      packages: ['com.b'],
      flags: [],
    });
    expect(inventory.at(10234, at(0), undefined, { packages: ['com.a'] }).packages).toEqual(['com.a']);
    expect(inventory.at(10234, at(0), undefined, { packages: ['com.c'] }).flags).toEqual(['SHARED_UID']);
  });

  it('says when the socket row names another package', () => {
    expect(inventoryOf(appOf()).at(10234, at(0), undefined, { packages: ['com.else'] })).toMatchObject({
      packages: ['com.example.app'],
      flags: ['PACKAGE_MISMATCH'],
    });
  });

  it('takes the row’s word where the inventory has none', () => {
    expect(inventoryOf().at(10234, at(0), undefined, { packages: ['com.row'], label: 'Row' })).toEqual({
      packages: ['com.row'],
      label: 'Row',
      flags: [],
    });
  });

  it('knows system UIDs by name', () => {
    expect(inventoryOf().at(1051, at(0))).toEqual({ packages: [], label: 'dns', flags: [] });
  });

  it('maps SDK sandboxes to their app, and isolated processes to their parent where the process tells', () => {
    const inventory = inventoryOf(appOf({ packageName: 'com.host', uid: 10322 }));
    expect(inventory.at(20322, at(0))).toEqual({ packages: ['com.host'], flags: ['SDK_SANDBOX'] });
    expect(inventory.at(99005, at(0), undefined, { processName: 'com.host:isolated0:Service' })).toEqual({
      packages: ['com.host'],
      flags: ['ISOLATED_UID'],
    });
    expect(inventory.at(99005, at(0), undefined, { processName: 'com.unknown:x' })).toEqual({
      packages: [],
      flags: ['ISOLATED_UID_UNRESOLVED'],
    });
  });

  it('finds an app of another user by its appId', () => {
    const inventory = inventoryOf(appOf());
    expect(inventory.at(1010234, at(0))).toEqual({ packages: ['com.example.app'], flags: ['OTHER_USER'] });
    inventory.add(appOf({ uid: 1010234, packageName: 'com.work' }));
    expect(inventory.at(1010234, at(0))).toEqual({ packages: ['com.work'], flags: [] });
  });

  it('keeps devices apart', () => {
    const inventory = inventoryOf(
      appOf({ device: 'a', packageName: 'com.a' }),
      appOf({ device: 'b', packageName: 'com.b' }),
    );
    expect([inventory.at(10234, at(0), 'a').packages, inventory.at(10234, at(0), 'b').packages]).toEqual([
      ['com.a'],
      ['com.b'],
    ]);
    expect(inventory.at(10234, at(0)).packages).toEqual(['com.a', 'com.b']);
  });

  it('answers for a moment that is no moment with what is installed still', () => {
    const inventory = inventoryOf(appOf({ firstInstallUs: at(20) }));
    expect(inventory.at(10234, Number.NEGATIVE_INFINITY).packages).toEqual(['com.example.app']);
  });
});

it('a package names a UID where it has exactly one', () => {
  const inventory = inventoryOf(
    appOf(),
    appOf({ packageName: 'com.two', uid: 10001 }),
    appOf({ packageName: 'com.two', uid: 1010001 }),
  );
  expect([
    inventory.uidOf('com.example.app', at(0)),
    inventory.uidOf('com.two', at(0)),
    inventory.uidOf('com.none', at(0)),
  ]).toEqual([10234, undefined, undefined]);
});

it('rows beyond the caps are counted, not kept', () => {
  const inventory = new Inventory();
  for (let i = 0; i < 5000; i++) inventory.add(appOf({ packageName: `com.p${i}` }));
  expect(inventory.size).toBeLessThan(5000);
  expect(inventory.size + inventory.dropped).toBe(5000);
  const wide = new Inventory();
  for (let i = 0; i < MAX_INVENTORY_ROWS + 10; i++) wide.add(appOf({ uid: i, packageName: `com.p${i}` }));
  expect([wide.size, wide.dropped]).toEqual([MAX_INVENTORY_ROWS, 10]);
  expect([...wide.rows()]).toHaveLength(MAX_INVENTORY_ROWS);
});
