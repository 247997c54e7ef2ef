// Usage log events of the Android Management API, from Pub/Sub or BigQuery: `{device, usageLogEvents: […]}`, or the events alone, one a line or
// in an array. What Intrusion Logging writes on the device comes here from a managed fleet.

import { AUDIT_SIGHTS, auditTime, emitAuditEvent } from './audit-event.ts';
import { EventIds } from './event-ids.ts';
import type { ImportContext, Importer, Rejection } from './importer.ts';
import { jsonElementReader } from './json-element-reader.ts';

export const amapiImporter = {
  format: 'amapi',
  summary:
    'Usage log events of the Android Management API: connects and DNS answers by package, keys of AndroidKeyStore, process starts, keyguard.',
  yields: ['socket owners', 'crypto events', 'app states'],
  sights: AUDIT_SIGHTS,
  source: 'the Pub/Sub or BigQuery export of an enterprise with usageLog enabled',
  sniff: (firstLines) => {
    const head = firstLines.join('\n').slice(0, 16_384);
    if (/"usageLogEvents"\s*:/.test(head)) return 0.97;
    return /"eventType"\s*:/.test(head) &&
      /"(?:connect|dns|keyGenerated|keyImport|keyDestruction|appProcessStart)Event"/.test(head)
      ? 0.9
      : 0;
  },
  open(context) {
    const ids = new EventIds(context);
    const elements = jsonElementReader((element, line) => {
      const events = element['usageLogEvents'];
      if (!Array.isArray(events)) return readEvent(element, deviceOf(element), line, ids, context);
      let refused: Rejection | undefined;
      for (const event of events) {
        if (typeof event !== 'object' || event === null) continue;
        // All of them are read, whichever of them is refused.
        const rejection = readEvent(event as Record<string, unknown>, deviceOf(element), line, ids, context);
        refused ??= rejection;
      }
      return refused;
    });
    return {
      ...elements,
      end() {
        ids.end();
        return elements.end?.();
      },
    };
  },
} as const satisfies Importer;

/** `enterprises/E/devices/D` → D. */
function deviceOf({ device }: Record<string, unknown>): string | undefined {
  return typeof device === 'string' ? device.slice(device.lastIndexOf('/') + 1).slice(0, 128) : undefined;
}

function readEvent(
  event: Record<string, unknown>,
  device: string | undefined,
  line: number,
  ids: EventIds,
  context: ImportContext,
): Rejection | undefined {
  const time = auditTime(event['eventTime'], context);
  if (typeof time === 'string' || 'naive' in time) return time;
  const kind = Object.keys(event).find((key) => key.endsWith('Event'));
  const isNetwork = kind === 'connectEvent' || kind === 'dnsEvent';
  if (kind !== undefined) ids.see(`${device} ${isNetwork ? 'network' : 'security'}`, event['eventId'], time.us);
  if (!context.once([device, event]) || kind === undefined) return undefined;
  const fields = event[kind];
  const place = { line, timeUs: time.us, timeNs: time.ns, source: 'amapi', device };
  const body = typeof fields === 'object' && fields !== null ? (snakeKeys(fields) as Record<string, unknown>) : {};
  return emitAuditEvent(snake(kind).replace(/_event$/, ''), body, place, context);
}

function snakeKeys(value: object): unknown {
  if (Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      snake(key),
      typeof inner === 'object' && inner !== null ? snakeKeys(inner) : inner,
    ]),
  );
}

function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
