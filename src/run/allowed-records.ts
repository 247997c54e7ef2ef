// The allowlist as it is now, applied to what an analysis wrote: rules act when something is shown, so a new rule needs no new analysis.

import { allowFinding } from '../evidence/allowed-finding.ts';
import type { AppSummaryRecord, FindingRecord } from '../evidence/finding-record.ts';
import { Allowlist } from '../models/allowlist.ts';
import type { CitedChannels } from '../report/cited-channels.ts';
import type { ManifestRecord } from '../report/manifest-record.ts';
import { recordTimeUs } from '../report/record-time.ts';
import type { CoverageRecord } from '../telemetry/coverage-record.ts';
import type { Policy } from './policy.ts';

export interface ShownRecords {
  readonly findings: readonly FindingRecord[];
  readonly apps: readonly AppSummaryRecord[];
  readonly manifest: ManifestRecord;
}

/** Expiry is judged at the last packet, as an analysis does. `channels` have seen every flow. */
export function allowedRecords(
  records: ShownRecords & { readonly coverage: readonly CoverageRecord[] },
  channels: CitedChannels,
  file: NonNullable<Policy['allowlist']>,
): ShownRecords {
  const { coverage, manifest } = records;
  const lastUs = Math.max(0, ...manifest.captures.map(({ last }) => recordTimeUs(last) ?? 0));
  const allowlist = new Allowlist(file.value.rules, lastUs);
  const signers = new Map(records.apps.map(({ uid, signer_sha256: signer }) => [uid, signer]));
  const findings = records.findings.map((finding) => {
    const app = {
      packages: finding.app.packages,
      signerSha256: signers.get(finding.app.uid),
      installer: undefined,
      permissions: undefined,
      category: undefined,
    };
    return allowFinding({ finding, app, channels: channels.of(finding), coverage }, allowlist);
  });
  const { file: name, sha256 } = file;
  return {
    findings,
    apps: records.apps.map((app) => shownApp(app, findings)),
    manifest: { ...manifest, policy: { ...manifest.policy, allowlist: { file: name, sha256, ...allowlist.use() } } },
  };
}

/** An app's verdict is the worst of its findings'; its areas are those of the first. */
function shownApp(app: AppSummaryRecord, findings: readonly FindingRecord[]): AppSummaryRecord {
  const own = findings.filter(({ finding_id: id }) => app.findings.includes(id));
  const [first] = own;
  if (first === undefined) return app;
  const verdict = (['alert', 'observation', 'expected'] as const).find((worst) =>
    own.some((one) => one.verdict === worst),
  );
  const areas = Object.fromEntries(Object.entries(first.areas).map(([area, { status }]) => [area, status]));
  return {
    ...app,
    ...(verdict === undefined ? {} : { verdict }),
    areas: areas as NonNullable<AppSummaryRecord['areas']>,
  };
}
