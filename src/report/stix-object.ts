// STIX 2.1 ids that are the same for the same content: UUIDs of version 5 (RFC 9562 §5.5) over canonical JSON, as STIX §2.9 has it for observables.

import { hash } from 'node:crypto';

/** The namespace that STIX 2.1 §2.9 fixes for cyber-observable objects. */
const OBSERVABLE_NAMESPACE = '00abedb4-aa42-466c-9c01-fed23315a9b7';
/** Ours, for everything else: the version-5 UUID of this project's name under the one above. */
const OWN_NAMESPACE = uuid5(OBSERVABLE_NAMESPACE, 'cipherscope');

/** Id of an observable, from its contributing properties. */
export function observableId(type: string, contributing: Readonly<Record<string, unknown>>): string {
  return `${type}--${uuid5(OBSERVABLE_NAMESPACE, canonicalJson(contributing))}`;
}

/** Id of any other object, from what makes it itself. */
export function objectId(type: string, ...parts: readonly string[]): string {
  return `${type}--${uuid5(OWN_NAMESPACE, [type, ...parts].join('\n'))}`;
}

/** Keys in order, no blanks (RFC 8785, for the strings and whole numbers that are used here). */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
}

function uuid5(namespace: string, name: string): string {
  const input = Buffer.concat([Buffer.from(namespace.replaceAll('-', ''), 'hex'), Buffer.from(name, 'utf8')]);
  const bytes = Buffer.from(hash('sha1', input, 'hex').slice(0, 32), 'hex');
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x50;
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
