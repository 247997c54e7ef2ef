// Events of Android's security and network logging as two exports write them (Intrusion Logging in snake case, the Android Management API in
// camel case) → sockets, crypto events, states. Connects carry no local port, no UID and no transport; keys are those of AndroidKeyStore.

import { canonicalIp } from './canonical-ip.ts';
import { EvidenceArea } from './coverage-record.ts';
import type { CryptoAction, EventOutcome } from './crypto-event.ts';
import type { AreaSight, ImportContext, Rejection } from './importer.ts';
import { ownerOf } from './logcat-keys.ts';
import type { StateAction } from './state-event.ts';
import { readEpochNumber, readTimestamp } from './timestamp.ts';

export interface AuditPlace {
  readonly line: number;
  readonly timeUs: number;
  readonly timeNs: number;
  /** What the datasets are called: `intrusion`, `amapi`. */
  readonly source: string;
  readonly device?: string | undefined;
}

export const AUDIT_SIGHTS: readonly AreaSight[] = [
  {
    area: EvidenceArea.keyLifecycle,
    always: false,
    scope: 'device',
    blindTo: [
      'software keys (Conscrypt, BouncyCastle, native)',
      'the use of keys',
      'the algorithm of a key, and whether it is a key pair at all',
    ],
  },
  {
    area: EvidenceArea.backgroundExecution,
    always: false,
    scope: 'device',
    blindTo: ['whether an app was in the foreground: only process starts and the keyguard are logged'],
  },
];

/** Time and nanoseconds of an event, or why they cannot be read. */
export function auditTime(value: unknown, context: ImportContext): { us: number; ns: number } | Rejection {
  if (typeof value !== 'string' && typeof value !== 'number') return 'has no event time';
  const time = typeof value === 'number' ? readEpochNumber(value, context) : readTimestamp(value, context);
  if (time.ok) return time;
  return time.naive ? { naive: true, reason: time.reason } : time.reason;
}

/** `kind` in snake case without `_event`. Kinds that are none of ours are passed over: new releases bring new ones. */
export function emitAuditEvent(
  kind: string,
  fields: Record<string, unknown>,
  place: AuditPlace,
  context: ImportContext,
): Rejection | undefined {
  if (kind === 'connect') return emitConnect(fields, place, context);
  if (kind === 'dns') return emitDns(fields, place, context);
  const keyAction = KEY_ACTIONS.get(kind);
  if (keyAction !== undefined) return emitKey(keyAction, fields, place, context);
  context.watch(EvidenceArea.keyLifecycle);
  if (kind === 'app_process_start') return emitProcess(fields, place, context);
  if (kind === 'log_buffer_size_critical') {
    context.gap({ endUs: place.timeUs, cause: 'says that its buffer was nearly full: events may be lost' });
    return undefined;
  }
  const action = STATE_KINDS.get(kind);
  if (action !== undefined) context.emit({ action, ...eventPlace(place, 'security') });
  return undefined;
}

const KEY_ACTIONS: ReadonlyMap<string, CryptoAction> = new Map([
  ['key_generated', 'keypair_generated'],
  ['key_import', 'keypair_imported'],
  ['key_imported', 'keypair_imported'],
  ['key_destruction', 'keypair_destroyed'],
  ['key_destroyed', 'keypair_destroyed'],
  ['key_integrity_violation', 'key_integrity_violation'],
]);

const STATE_KINDS: ReadonlyMap<string, StateAction> = new Map([
  ['keyguard_dismissed', 'keyguard_hidden'],
  ['keyguard_secured', 'keyguard_shown'],
  ['logging_started', 'log_started'],
  ['logging_stopped', 'log_stopped'],
  ['os_startup', 'boot'],
  ['os_shutdown', 'shutdown'],
]);

function emitKey(
  action: CryptoAction,
  fields: Record<string, unknown>,
  place: AuditPlace,
  context: ImportContext,
): undefined {
  context.watch(EvidenceArea.keyLifecycle);
  const { success } = fields;
  const uid = fields['uid'] ?? fields['application_uid'];
  context.emit({
    action,
    ...eventPlace(place, 'security'),
    ...(uid === undefined ? {} : ownerOf(String(uid))),
    outcome: action === 'key_integrity_violation' ? 'failure' : outcomeOf(success),
    keyAlias: text(fields['key_id'] ?? fields['key_alias']),
    cryptoClass: 'unknown',
    keyProvider: 'AndroidKeyStore',
  });
  return undefined;
}

/** A truth value, or the number that the device's own log has for it. */
function outcomeOf(success: unknown): EventOutcome {
  const text = String(success).toLowerCase();
  if (text === 'true' || text === '1') return 'success';
  return text === 'false' || text === '0' ? 'failure' : 'unknown';
}

function emitProcess(
  fields: Record<string, unknown>,
  place: AuditPlace,
  context: ImportContext,
): Rejection | undefined {
  const nested = fields['process_info'];
  const info = typeof nested === 'object' && nested !== null ? (nested as Record<string, unknown>) : fields;
  const uid = Number(info['uid']);
  const pid = Number(info['pid']);
  if (!Number.isInteger(uid) || !Number.isInteger(pid)) return 'starts a process without UID or process id';
  const sha256 = text(info['sha256'] ?? info['apk_sha256_hash'])?.toLowerCase();
  const packages = info['package_names'];
  context.emit({
    action: 'process_start',
    ...eventPlace(place, 'security'),
    uid,
    pid,
    packageName: Array.isArray(packages) && packages.length === 1 ? text(packages[0]) : undefined,
    processName: text(info['process'] ?? info['process_name']),
    apkSha256: sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined,
  });
  return undefined;
}

function emitConnect(
  fields: Record<string, unknown>,
  place: AuditPlace,
  context: ImportContext,
): Rejection | undefined {
  const remoteIp = canonicalIp(String(fields['ip_address'] ?? fields['destination_ip_address'] ?? ''));
  const remotePort = Number(fields['port'] ?? fields['destination_port']);
  if (remoteIp === undefined) return 'connects to what is no IP address';
  if (!Number.isInteger(remotePort) || remotePort < 0 || remotePort > 65535) return 'connects to what is no port';
  context.emit({
    action: 'connect',
    ...eventPlace(place, 'connect'),
    transport: undefined,
    remoteIp,
    remotePort,
    ...ownerOfPackage(fields['package_name']),
  });
  return undefined;
}

/** One answer each, so that an address tells who asked for it. */
function emitDns(fields: Record<string, unknown>, place: AuditPlace, context: ImportContext): Rejection | undefined {
  const domain = text(fields['hostname']);
  if (domain === undefined) return 'asks for no host name';
  const addresses = fields['ip_addresses'];
  for (const address of Array.isArray(addresses) ? addresses.slice(0, MAX_ANSWERS) : []) {
    const remoteIp = canonicalIp(String(address));
    if (remoteIp === undefined) continue;
    context.emit({
      action: 'dns_query',
      ...eventPlace(place, 'dns'),
      transport: undefined,
      remoteIp,
      domain,
      ...ownerOfPackage(fields['package_name']),
    });
  }
  return undefined;
}

/** The logs list ten at most. */
const MAX_ANSWERS = 64;

/** A package, or the name that Android gives to a shared UID: `android.uid.system:1000`. */
export function ownerOfPackage(name: unknown): { uid?: number; packages?: readonly string[] } {
  const packageName = text(name);
  if (packageName === undefined) return {};
  const shared = /:(\d{1,10})$/.exec(packageName);
  return shared === null ? { packages: [packageName] } : { uid: Number(shared[1]) };
}

function eventPlace({ line, timeUs, timeNs, source, device }: AuditPlace, part: string) {
  return { dataset: `${source}.${part}`, line, timeUs, timeNs: timeNs === 0 ? undefined : timeNs, device };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 1024) : undefined;
}
