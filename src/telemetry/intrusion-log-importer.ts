// Android's Intrusion Logging (Advanced Protection, Android 16), one JSON object a line: connects, DNS answers, keys, process starts, keyguard in
// one file. Times are ms for the network and ns for security, in the same file; files of consecutive days overlap.

import { AUDIT_SIGHTS, auditTime, emitAuditEvent } from './audit-event.ts';
import { EventIds } from './event-ids.ts';
import type { ImportContext, Importer, Rejection } from './importer.ts';
import { parseJsonLine } from './json-line.ts';

export const intrusionLogImporter = {
  format: 'intrusion-log',
  summary:
    'Intrusion Logging of Android 16: connects and DNS answers by package, keys of AndroidKeyStore, process starts, keyguard. Days that overlap are read once.',
  yields: ['socket owners', 'crypto events', 'app states'],
  sights: AUDIT_SIGHTS,
  source: 'Settings › Security & privacy › Advanced Protection › Intrusion Logging, its export',
  sniff: (firstLines) => {
    const first = firstLines.find((line) => line.trim() !== '');
    return first !== undefined && /^\s*\{\s*"(?:security|connect|dns)_event"\s*:/.test(first) ? 0.97 : 0;
  },
  open(context) {
    const ids = new EventIds(context);
    return {
      line(text, number) {
        if (text.trim() === '') return undefined;
        const record = parseJsonLine(text);
        return record === undefined ? 'is no JSON object' : readRecord(record, number, ids, context);
      },
      end() {
        ids.end();
        return undefined;
      },
    };
  },
} as const satisfies Importer;

/** These keys of a security event are not its kind. */
const COMMON: ReadonlySet<string> = new Set(['event_id', 'event_time', 'event_type', 'timestamp']);

function readRecord(
  record: Record<string, unknown>,
  line: number,
  ids: EventIds,
  context: ImportContext,
): Rejection | undefined {
  const [outer] = Object.keys(record);
  const body = record[outer];
  if (typeof body !== 'object' || body === null) return 'holds no event';
  const event = body as Record<string, unknown>;
  const time = auditTime(event['event_time'] ?? event['timestamp'], context);
  if (typeof time === 'string' || 'naive' in time) return time;
  ids.see(outer, event['event_id'], time.us);
  if (!context.once(record)) return undefined;
  const place = { line, timeUs: time.us, timeNs: time.ns, source: 'intrusion' };
  if (outer === 'connect_event' || outer === 'dns_event')
    return emitAuditEvent(outer.slice(0, outer.indexOf('_')), event, place, context);
  if (outer !== 'security_event') return undefined;
  const kind = Object.keys(event).find((key) => !COMMON.has(key));
  if (kind === undefined) return 'is a security event of no kind';
  const fields = event[kind];
  return emitAuditEvent(
    kind,
    typeof fields === 'object' && fields !== null ? (fields as Record<string, unknown>) : {},
    place,
    context,
  );
}
