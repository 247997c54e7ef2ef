import { expect, it } from 'vitest';
import { ownerOfPackage } from '../../src/telemetry/audit-event.ts';
import { intrusionLogImporter } from '../../src/telemetry/intrusion-log-importer.ts';
import { at, importText } from './telemetry-fixture.ts';

it('a package names its owner, and the name of a shared UID its number', () => {
  expect(ownerOfPackage('com.example')).toEqual({ packages: ['com.example'] });
  expect(ownerOfPackage('android.uid.system:1000')).toEqual({ uid: 1000 });
  expect(ownerOfPackage(7)).toEqual({});
});

it('whether a key was made is told by a truth value or by its number, and unknown where it is neither', () => {
  const outcomeOf = (success: unknown) => {
    const event = { security_event: { event_id: 1, event_time: at(1) * 1000, key_generated: { success, uid: 1 } } };
    return importText(intrusionLogImporter, JSON.stringify(event)).crypto[0]?.outcome;
  };
  expect([true, 1, '1'].map(outcomeOf)).toEqual(['success', 'success', 'success']);
  expect([false, 0].map(outcomeOf)).toEqual(['failure', 'failure']);
  expect([undefined, 'maybe'].map(outcomeOf)).toEqual(['unknown', 'unknown']);
});
