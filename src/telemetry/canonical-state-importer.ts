// The project's own log of app and device states, `cipherscope.state/1` (schema/state.schema.json), as NDJSON or CSV.

import { canonicalRowReader, sniffCanonical } from './canonical-rows.ts';
import { EvidenceArea } from './coverage-record.ts';
import type { ImportContext, Importer } from './importer.ts';
import { readEventOwner } from './owner-fields.ts';
import { type RowFields, rowSchema } from './row-fields.ts';
import { STATE_ACTIONS, type StateEvent } from './state-event.ts';

export const STATE_SCHEMA = 'cipherscope.state/1';

export const canonicalStateImporter = {
  format: 'state',
  summary:
    'Rows of the schema cipherscope.state/1: processes, activities, foreground services, UID states, screen, keyguard.',
  yields: ['app states'],
  sights: [{ area: EvidenceArea.backgroundExecution, always: false, scope: 'device', blindTo: [] }],
  source: '`cipherscope collect`, or your own script (schema/state.schema.json)',
  sniff: (firstLines) =>
    sniffCanonical(
      STATE_SCHEMA,
      schema,
      [['@timestamp'], ['event.action'], ['android.proc_state', 'android.component', 'android.start_reason']],
      firstLines,
    ) * 0.98,
  open(context) {
    return canonicalRowReader(STATE_SCHEMA, schema, (fields, line) => {
      const event = readEvent(fields, line, context);
      if (fields.problem !== undefined || event === undefined) return fields.rejection;
      context.emit(event);
      return undefined;
    });
  },
} as const satisfies Importer;

/** These are about the device or the log; the rest needs an owner. */
const OWNERLESS: ReadonlySet<string> = new Set(
  'screen_on screen_off keyguard_shown keyguard_hidden doze boot shutdown log_started log_stopped log_gap user_interaction'.split(
    ' ',
  ),
);

function readEvent(fields: RowFields, line: number, context: ImportContext): StateEvent | undefined {
  const action = fields.word('event.action', STATE_ACTIONS) ?? fields.fail('has no event.action');
  const time = fields.time('@timestamp', context) ?? fields.fail('has no @timestamp');
  const start = fields.time('event.start', context);
  const owner = readEventOwner(fields);
  if (action === undefined || time === undefined) return undefined;
  const isOwned = owner.uid !== undefined || owner.packageName !== undefined || owner.pid !== undefined;
  if (!isOwned && owner.processName === undefined && !OWNERLESS.has(action))
    return fields.fail('has neither android.uid, package.name, process.pid nor process.name');
  if (action === 'log_gap')
    context.gap({ startUs: start?.us, endUs: time.us, cause: fields.text('event.reason') ?? 'says that it has a gap' });
  return {
    action,
    dataset: fields.text('event.dataset') ?? 'state',
    line,
    device: fields.text('observer.name'),
    timeUs: time.us,
    timeNs: time.ns === 0 ? undefined : time.ns,
    ...owner,
    component: fields.text('android.component'),
    procState: fields.text('android.proc_state'),
    startReason: fields.text('android.start_reason'),
    stopReason: fields.text('android.stop_reason'),
    fgsType: fields.integer('android.fgs_type', 0, 2 ** 32),
    notificationShown: fields.flag('android.notification_shown'),
    apkSha256: fields.hex('file.hash.sha256', 64, 64),
    standbyBucket: fields.text('android.standby_bucket'),
    dozeState: fields.text('android.doze_state'),
    gapFromUs: action === 'log_gap' ? start?.us : undefined,
  };
}

const schema = rowSchema(
  'schema @timestamp event.action event.start event.reason event.dataset observer.name android.uid android.user_id package.name ' +
    'process.pid process.name android.component android.proc_state android.start_reason android.stop_reason android.fgs_type ' +
    'android.notification_shown android.standby_bucket android.doze_state file.hash.sha256',
  {
    '@timestamp': 'ts time timestamp event_time',
    'event.action': 'action',
    'android.uid': 'uid user.id',
    'package.name': 'packagename package_name package',
    'process.pid': 'pid',
    'process.name': 'process',
    'android.component': 'component',
    'android.proc_state': 'procstate proc_state',
    'observer.name': 'device',
  },
);
