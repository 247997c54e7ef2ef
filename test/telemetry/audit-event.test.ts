import { expect, it } from 'vitest';
import { ownerOfPackage } from '../../src/telemetry/audit-event.ts';

it('a package names its owner, and the name of a shared UID its number', () => {
  expect(ownerOfPackage('com.example')).toEqual({ packages: ['com.example'] });
  expect(ownerOfPackage('android.uid.system:1000')).toEqual({ uid: 1000 });
  expect(ownerOfPackage(7)).toEqual({});
});
