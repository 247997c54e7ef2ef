// The files that the settings of a batch name (allowlist, catalogue, parameters) as they were when it began. What came of one content is not mixed with
// what came of another: the hashes are part of the configuration, and a file that changes in the midst of a batch stops it.

import { UserError } from '../base/user-error.ts';
import { visibleText } from '../report/safe-text.ts';
import type { Settings } from './config-schema.ts';
import { ExitCode } from './exit-code.ts';
import { fileSha256 } from './file-hash.ts';

/** By setting; a file that is not there has no hash, and the analysis says what it thinks of that. */
export type PolicyHashes = Readonly<Record<string, string>>;

const FILES = ['allowlist', 'catalogue', 'parameters'] as const;

export async function policyHashes(settings: Settings): Promise<PolicyHashes> {
  const hashes: Record<string, string> = {};
  for (const key of FILES) {
    const path = settings[key];
    const sha256 = path === undefined ? undefined : await fileSha256(path).catch(() => undefined);
    if (sha256 !== undefined) hashes[key] = sha256;
  }
  return hashes;
}

/** UserError where a file is no longer what it was when the batch began. */
export async function assertUnchanged(settings: Settings, before: PolicyHashes): Promise<void> {
  const now = await policyHashes(settings);
  const changed = FILES.find((key) => now[key] !== before[key]);
  if (changed === undefined) return;
  throw new UserError(
    `${visibleText(settings[changed] ?? changed)}: changed while the batch ran. What was imported before keeps the settings it was made with; run the batch again, and all captures are analysed with the new ones.`,
    ExitCode.io,
  );
}
