// Whose a canonical crypto or state row is: UID, package, Android user, process.

import type { EventOwner } from './event-origin.ts';
import type { RowFields } from './row-fields.ts';
import { parseUid } from './uid.ts';

export function readEventOwner(fields: RowFields): EventOwner {
  return {
    uid: readUid(fields),
    packageName: fields.list('package.name')?.[0],
    userId: fields.integer('android.user_id', 0, 21_473),
    pid: fields.integer('process.pid', 0, 2 ** 31 - 1),
    processName: fields.text('process.name'),
  };
}

function readUid(fields: RowFields): number | undefined {
  const text = fields.text('android.uid');
  if (text === undefined) return undefined;
  const uid = parseUid(text);
  if (uid === undefined) return fields.fail(`android.uid ${JSON.stringify(text.slice(0, 40))} is no UID`);
  return uid < 0 ? undefined : uid;
}
