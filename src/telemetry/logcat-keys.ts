// The security buffer (AOSP SecurityLogTags) and the lines of keystore2 → keys of AndroidKeyStore, processes, keyguard. The log tells neither
// algorithm nor whether a key is asymmetric: `cryptoClass` stays unknown. Use of a key shows only where a build logs create_operation.

import type { CryptoEvent } from './crypto-event.ts';
import type { LogcatLine } from './logcat-line.ts';
import { splitValues } from './logcat-states.ts';
import type { StateEvent } from './state-event.ts';

type WithoutPlace<E> = Omit<E, 'dataset' | 'line' | 'timeUs'>;

export type KeyLine =
  | { readonly crypto: WithoutPlace<CryptoEvent> }
  | { readonly state: WithoutPlace<StateEvent> }
  | { readonly gap: string };

/** What a line of the security buffer tells; undefined for other tags; a reason where its fields cannot be read. */
export function securityOfLine({ tag, message }: LogcatLine): KeyLine | string | undefined {
  if (!tag.startsWith('security_')) return undefined;
  switch (tag) {
    case 'security_key_generated':
      return keyLine('keypair_generated', splitLast(message));
    case 'security_key_imported':
      return keyLine('keypair_imported', splitLast(message));
    case 'security_key_destroyed':
      return keyLine('keypair_destroyed', splitLast(message));
    case 'security_key_integrity_violation': {
      const text = withoutBrackets(message);
      const comma = text.lastIndexOf(',');
      return comma < 0
        ? { crypto: { action: 'key_integrity_violation', keyAlias: text, outcome: 'failure' } }
        : keyLine('key_integrity_violation', ['0', text.slice(0, comma), text.slice(comma + 1)]);
    }
    case 'security_app_process_start': {
      const [processName, , uid, pid, , sha256] = splitValues(message, 6);
      if (!isNumber(uid) || !isNumber(pid)) return `${tag} has no UID or process id`;
      const apkSha256 = /^[0-9a-f]{64}$/i.test(sha256 ?? '') ? sha256.toLowerCase() : undefined;
      return { state: { action: 'process_start', processName, uid: Number(uid), pid: Number(pid), apkSha256 } };
    }
    case 'security_keyguard_dismissed':
      return { state: { action: 'keyguard_hidden' } };
    case 'security_keyguard_secured':
      return { state: { action: 'keyguard_shown' } };
    case 'security_logging_started':
      return { state: { action: 'log_started' } };
    case 'security_logging_stopped':
      return { state: { action: 'log_stopped' } };
    case 'security_log_buffer_size_critical':
      return { gap: 'says that its buffer was nearly full: events may be lost' };
    default:
      return undefined;
  }
}

/** `AppUid(15010133)` and `uid=15010133` in lines of keystore2; formats vary with the build, so nothing else is read. */
export function keystoreOfLine({ tag, message }: LogcatLine): KeyLine | undefined {
  if (tag !== 'keystore2') return undefined;
  const uid = /\bAppUid\((\d{1,10})\)/.exec(message)?.[1] ?? /\buid[=:]\s?(\d{4,10})\b/.exec(message)?.[1];
  if (uid === undefined) return undefined;
  const isUse = message.includes('create_operation');
  const isMissing = /KEY_NOT_FOUND/.test(message);
  if (!isUse && !isMissing) return undefined;
  return {
    crypto: {
      action: 'keypair_accessed',
      ...ownerOf(uid),
      cryptoClass: 'unknown',
      keyProvider: 'AndroidKeyStore',
      outcome: isMissing || /\b[Ee]rr(?:or)?\b/.test(message) ? 'failure' : 'unknown',
    },
  };
}

/** Namespaces of the system's own keys are logged with bit 31 set: they are no UIDs. */
export function ownerOf(uid: string): { uid: number | undefined } {
  const value = Number(uid);
  return { uid: Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : undefined };
}

function keyLine(action: CryptoEvent['action'], fields: readonly string[]): KeyLine | string {
  const [success, keyAlias, uid] = fields;
  if (uid === undefined || !/^-?\d{1,11}$/.test(uid)) return 'has no UID';
  return {
    crypto: {
      action,
      ...ownerOf(uid),
      outcome: success === '1' ? 'success' : 'failure',
      keyAlias: keyAlias === '' || keyAlias === 'none' ? undefined : keyAlias,
      cryptoClass: 'unknown',
      keyProvider: 'AndroidKeyStore',
    },
  };
}

/** success, key_id, uid: an alias may hold commas, so the first and the last field bound it. */
function splitLast(message: string): string[] {
  const text = withoutBrackets(message);
  const first = text.indexOf(',');
  const last = text.lastIndexOf(',');
  if (first < 0 || last === first) return [];
  return [text.slice(0, first), text.slice(first + 1, last), text.slice(last + 1)];
}

function withoutBrackets(message: string): string {
  return message.startsWith('[') && message.endsWith(']') ? message.slice(1, -1) : message.trim();
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,10}$/.test(text);
}
