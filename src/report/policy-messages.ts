// What the allowlist did, as sentences for the person who runs the analysis: what was hidden by which rule, what matched nothing, what has expired.

import { counted } from './human-number.ts';
import type { PolicyManifest } from './manifest-record.ts';
import { visibleText } from './safe-text.ts';

/** Rules named in one sentence; the manifest has all. */
const RULES_NAMED = 5;

export function policyMessages(policy: PolicyManifest | undefined): string[] {
  const allowlist = policy?.allowlist;
  if (allowlist === undefined) return [];
  const { file, used, unused, expired } = allowlist;
  const messages = used.map(
    ({ rule, channels, flows, findings }) =>
      `${file}: rule ${rule} hid ${counted(channels, 'channel')} with ${counted(flows, 'flow')} in ${counted(findings, 'finding')}; findings.ndjson has them.`,
  );
  if (expired.length > 0)
    messages.push(
      `${file}: expired, hid nothing: ${named(expired.map(({ rule, expires }) => `${rule} (${expires})`))}.`,
    );
  if (unused.length > 0)
    messages.push(
      `${file}: matched nothing: ${named(unused.map(({ rule, hint }) => (hint === undefined ? rule : `${rule} (${hint})`)))}.`,
    );
  return messages.map(visibleText);
}

function named(rules: readonly string[]): string {
  const rest = rules.length - RULES_NAMED;
  return `${rules.slice(0, RULES_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
