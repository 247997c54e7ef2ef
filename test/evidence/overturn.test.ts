import { describe, expect, it } from 'vitest';
import { evidenceRecord } from '../../src/evidence/evidence-item.ts';
import { overturning } from '../../src/evidence/overturn.ts';
import { type ScoredCase, scoreCase } from '../../src/evidence/scoring.ts';
import { EvidenceArea } from '../../src/telemetry/coverage-record.ts';

const piece = (area: EvidenceArea, kind: string, bits: number) =>
  evidenceRecord('x', {
    kind,
    area,
    startUs: 0,
    endUs: 0,
    bits,
    statement: 's',
    formula: 'f',
    numbers: {},
    sources: [],
  });

const scored: ScoredCase = {
  evidence: [
    piece(EvidenceArea.keyLifecycle, 'key_events', 1),
    piece(EvidenceArea.asymmetricApiUse, 'sequence', 5),
    piece(EvidenceArea.networkTransmission, 'ciphertext', 4),
    piece(EvidenceArea.networkTransmission, 'framing', 3),
  ],
  collected: new Set(),
  explained: new Set(),
  attribution: 'exact',
  isDestinationExpected: false,
};

describe('what could overturn a finding', () => {
  it('is what changes verdict or level when the rest is scored again', () => {
    const score = scoreCase(scored);
    expect(score).toMatchObject({ verdict: 'alert', level: 'strong', score: 13 });
    const changes = overturning(scored, score);
    expect(changes).toContain('Without sequence (asymmetric_api_use): observation, level partial, 8 bits.');
    expect(changes).toContain('Without all of network_transmission: no finding.');
    expect(changes).toContain('Without any log of the device: observation, level partial, 7 bits.');
    expect(changes.some((line) => line.startsWith('If the flows are not surely'))).toBe(true);
    for (const line of changes) expect(line).not.toContain('alert, level strong');
  });

  it('names every single change that matters and none that does not', () => {
    const score = scoreCase(scored);
    for (const { kind, area } of scored.evidence) {
      const other = scoreCase({ ...scored, evidence: scored.evidence.filter((item) => item.kind !== kind) });
      const isListed = overturning(scored, score).some((line) =>
        line.startsWith(`Without ${kind.replaceAll('_', ' ')} (${area})`),
      );
      expect(isListed).toBe(other.verdict !== score.verdict || other.level !== score.level);
    }
  });
});
