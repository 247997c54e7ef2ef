// What could overturn a finding, computed and not guessed: each kind of evidence and each area is taken away, the owner of the flows is doubted,
// the catalogue is made to explain the destination, and the case is scored again. What changes verdict or level is listed.

import { counted } from '../base/counted.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { EvidenceRecord } from './finding-record.ts';
import { type Score, type ScoredCase, scoreCase } from './scoring.ts';

export function overturning(scored: ScoredCase, score: Score): string[] {
  const changes: string[] = [];
  const consider = (what: string, changed: ScoredCase) => {
    const other = scoreCase(changed);
    if (other.verdict === score.verdict && other.level === score.level) return;
    const then =
      other.verdict === undefined
        ? 'no finding'
        : `${other.verdict}, level ${other.level}, ${counted(other.score, 'bit')}`;
    changes.push(`${what}: ${then}.`);
  };
  const without = (keep: (item: EvidenceRecord) => boolean) => ({ ...scored, evidence: scored.evidence.filter(keep) });
  for (const [kind, area] of kindsOf(scored.evidence)) {
    consider(
      `Without ${kind.replaceAll('_', ' ')} (${area})`,
      without((item) => item.kind !== kind || item.area !== area),
    );
  }
  for (const area of Object.values(EvidenceArea)) {
    const kinds = new Set(scored.evidence.flatMap((item) => (item.area === area ? [item.kind] : [])));
    if (kinds.size > 1)
      consider(
        `Without all of ${area}`,
        without((item) => item.area !== area),
      );
  }
  const host = new Set<string>(Object.values(EvidenceArea).filter((area) => area !== EvidenceArea.networkTransmission));
  consider(
    'Without any log of the device',
    without((item) => !host.has(item.area)),
  );
  if (scored.attribution === 'exact' || scored.attribution === 'strong')
    consider('If the flows are not surely this app’s', { ...scored, attribution: 'weak' });
  consider('If the catalogue or an allow rule names these destinations', {
    ...scored,
    explained: new Set([...scored.explained, EvidenceArea.networkTransmission]),
    isDestinationExpected: true,
  });
  return changes;
}

function kindsOf(evidence: readonly EvidenceRecord[]): [string, EvidenceArea][] {
  const kinds = new Map<string, [string, EvidenceArea]>();
  for (const { kind, area } of evidence) kinds.set(`${area} ${kind}`, [kind, area]);
  return [...kinds.values()];
}
