import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvidenceRecord, Verdict } from '../../src/evidence/finding-record.ts';
import { ALERT_BITS, AREA_CAP_BITS, HOST_CAP_BITS, type ScoredCase, scoreCase } from '../../src/evidence/scoring.ts';
import { EvidenceArea } from '../../src/telemetry/coverage-record.ts';

const AREAS = Object.values(EvidenceArea);
const HOST: EvidenceArea[] = [
  EvidenceArea.keyLifecycle,
  EvidenceArea.asymmetricApiUse,
  EvidenceArea.ciphertextTransformation,
];
const NETWORK = EvidenceArea.networkTransmission;
const BACKGROUND = EvidenceArea.backgroundExecution;

function item(
  area: EvidenceArea,
  kind: string,
  bits: number,
  direction: EvidenceRecord['direction'] = 'incriminating',
): EvidenceRecord {
  return {
    id: `${area} ${kind} ${direction} ${bits}`,
    kind,
    area,
    start: '2026-01-01T00:00:00.000000Z',
    end: '2026-01-01T00:00:00.000000Z',
    bits,
    direction,
    statement: 'x',
    formula: 'x',
    numbers: {},
    sources: [],
    flows: [],
  };
}

const KINDS = ['ciphertext', 'periodic', 'framing', 'key_events', 'sequence', 'content_match', 'background', 'carrier'];
const items = (areas: readonly EvidenceArea[] = AREAS) =>
  fc.array(
    fc
      .tuple(
        fc.constantFrom(...areas),
        fc.constantFrom(...KINDS),
        fc.integer({ min: 1, max: 60 }).map((n) => n / 4),
        fc.constantFrom('incriminating' as const, 'incriminating' as const, 'exculpatory' as const),
      )
      .map(([area, kind, bits, direction]) => item(area, kind, bits, direction)),
    { maxLength: 14 },
  );
const cases = (evidence = items()): fc.Arbitrary<ScoredCase> =>
  fc.record({
    evidence,
    collected: fc.subarray([...AREAS]).map((list) => new Set(list)),
    explained: fc.subarray([...AREAS]).map((list) => new Set(list)),
    attribution: fc.constantFrom('exact', 'strong', 'weak', 'none', undefined),
    isDestinationExpected: fc.boolean(),
  });

const RANK: Record<Verdict, number> = { expected: 0, observation: 1, alert: 2 };
const rank = (verdict: Verdict | undefined) => (verdict === undefined ? 0 : RANK[verdict]);
const runs = { numRuns: 2000 };

describe('the invariants of scoring', () => {
  it('keys and crypto areas alone never make an alert', () => {
    fc.assert(
      fc.property(cases(items([...HOST])), (scored) => {
        expect(scoreCase(scored).verdict).not.toBe('alert');
      }),
      runs,
    );
  });

  it('the network alone never rises above an observation', () => {
    fc.assert(
      fc.property(cases(items([NETWORK])), (scored) => {
        expect(scoreCase(scored).verdict).not.toBe('alert');
      }),
      runs,
    );
  });

  it('an alert has a sure owner, an observed network area, one more observed area, and with the background alone structure', () => {
    let alerts = 0;
    fc.assert(
      fc.property(cases(), (scored) => {
        const { verdict, areas, level } = scoreCase(scored);
        if (verdict !== 'alert') return;
        alerts++;
        expect(['exact', 'strong']).toContain(scored.attribution);
        expect(areas[NETWORK].status).toBe('observed');
        const others = [...HOST, BACKGROUND].filter((area) => areas[area].status === 'observed');
        expect(others.length).toBeGreaterThan(0);
        const isTied = scored.evidence.some(
          ({ area, kind, direction }) =>
            direction === 'incriminating' &&
            (area === BACKGROUND ||
              (areas[area].status === 'observed' && ['ciphertext', 'content_match', 'length_match'].includes(kind))),
        );
        expect(isTied).toBe(true);
        if (others.length > 1 || others[0] !== BACKGROUND) return;
        expect(scored.isDestinationExpected).toBe(false);
        expect(level).toBe('partial');
        const structure = scored.evidence.filter(
          ({ area, kind, direction }) =>
            area === NETWORK &&
            direction === 'incriminating' &&
            !['ciphertext', 'carrier', 'out_of_place'].includes(kind),
        );
        expect(new Set(structure.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(2);
      }),
      { numRuns: 12_000 },
    );
    expect(alerts).toBeGreaterThan(50);
  });

  it('more evidence for never lowers score or verdict', () => {
    fc.assert(
      fc.property(cases(), items(), (scored, more) => {
        const added = more.filter(({ direction }) => direction === 'incriminating');
        const before = scoreCase(scored);
        const after = scoreCase({ ...scored, evidence: [...scored.evidence, ...added] });
        expect(after.score).toBeGreaterThanOrEqual(before.score);
        expect(rank(after.verdict)).toBeGreaterThanOrEqual(rank(before.verdict));
      }),
      runs,
    );
  });

  it('more evidence against never raises score or verdict', () => {
    fc.assert(
      fc.property(cases(), items(), (scored, more) => {
        const added = more.filter(({ direction }) => direction === 'exculpatory');
        const before = scoreCase(scored);
        const after = scoreCase({ ...scored, evidence: [...scored.evidence, ...added] });
        expect(after.score).toBeLessThanOrEqual(before.score);
        expect(rank(after.verdict)).toBeLessThanOrEqual(rank(before.verdict));
      }),
      runs,
    );
  });

  it('a log that is taken away turns not_observed into not_collected and changes no number', () => {
    fc.assert(
      fc.property(cases(), fc.constantFrom(...AREAS), (scored, area) => {
        const collected = new Set([...scored.collected].filter((other) => other !== area));
        const before = scoreCase({ ...scored, collected: new Set([...collected, area]) });
        const after = scoreCase({ ...scored, collected });
        expect(after.score).toBe(before.score);
        expect(after.verdict).toBe(before.verdict);
        const { status } = before.areas[area];
        expect(after.areas[area].status).toBe(status === 'not_observed' ? 'not_collected' : status);
      }),
      runs,
    );
  });

  it('no area exceeds its cap, nor keys, calls and ciphertext together theirs', () => {
    fc.assert(
      fc.property(cases(), (scored) => {
        const { areas, score } = scoreCase(scored);
        for (const area of AREAS) expect(areas[area].bits).toBeLessThanOrEqual(AREA_CAP_BITS[area]);
        expect(score).toBeLessThanOrEqual(HOST_CAP_BITS + AREA_CAP_BITS[BACKGROUND] + AREA_CAP_BITS[NETWORK]);
      }),
      runs,
    );
  });
});

describe('the score', () => {
  const scored = (evidence: EvidenceRecord[], more: Partial<ScoredCase> = {}): ScoredCase => ({
    evidence,
    collected: new Set(),
    explained: new Set(),
    attribution: 'exact',
    isDestinationExpected: false,
    ...more,
  });

  it('adds areas, of each kind the strongest piece', () => {
    const evidence = [
      item(NETWORK, 'ciphertext', 4),
      item(NETWORK, 'ciphertext', 6),
      item(NETWORK, 'framing', 4),
      item(BACKGROUND, 'background', 3),
    ];
    const { score, verdict, level } = scoreCase(scored(evidence));
    expect(score).toBe(13);
    // Background alone, with one structural feature.
    expect(score).toBeGreaterThanOrEqual(ALERT_BITS);
    expect([verdict, level]).toEqual(['observation', 'partial']);
    const more = scoreCase(scored([...evidence, item(NETWORK, 'periodic', 4)]));
    expect(more.verdict).toBe('alert');
  });

  it('is an alert from its threshold on, complete with all five areas', () => {
    const evidence = AREAS.map((area) => item(area, area === NETWORK ? 'ciphertext' : 'x', 3));
    const { score, verdict, level } = scoreCase(scored(evidence));
    expect(score).toBe(HOST_CAP_BITS + 6);
    expect(score).toBeGreaterThanOrEqual(ALERT_BITS);
    expect([verdict, level]).toEqual(['alert', 'complete']);
    expect(scoreCase(scored(evidence, { attribution: 'weak' })).verdict).toBe('observation');
    expect(scoreCase(scored(evidence, { attribution: undefined })).verdict).toBe('observation');
  });

  it('is no alert where nothing but the order of calls and sends ties keys to a standard protocol, and nobody knows the app’s state', () => {
    const evidence = [
      item(EvidenceArea.keyLifecycle, 'key_events', 1),
      item(EvidenceArea.asymmetricApiUse, 'crypto_use', 1),
      item(EvidenceArea.asymmetricApiUse, 'sequence', 5),
      item(NETWORK, 'carrier', 4),
      item(NETWORK, 'periodic', 4),
    ];
    const verdict = (...more: EvidenceRecord[]) => scoreCase(scored([...evidence, ...more])).verdict;
    expect(scoreCase(scored(evidence)).score).toBeGreaterThanOrEqual(ALERT_BITS);
    expect(verdict()).toBe('observation');
    // A log that was there and shows nothing of the background is no other case.
    expect(scoreCase(scored(evidence, { collected: new Set(AREAS) })).verdict).toBe('observation');
    expect(verdict(item(BACKGROUND, 'background', 1))).toBe('alert');
    expect(verdict(item(BACKGROUND, 'not_in_use', 0))).toBe('alert');
    expect(verdict(item(BACKGROUND, 'foreground', 1, 'exculpatory'))).toBe('observation');
    expect(verdict(item(EvidenceArea.ciphertextTransformation, 'blob_written', 1))).toBe('observation');
    expect(verdict(item(EvidenceArea.ciphertextTransformation, 'length_match', 2))).toBe('alert');
    expect(verdict(item(NETWORK, 'ciphertext', 4))).toBe('alert');
  });

  it('is lowered as a whole by what speaks against, beyond its own area', () => {
    const evidence = [item(NETWORK, 'ciphertext', 6), item(NETWORK, 'framing', 4), item(BACKGROUND, 'background', 1)];
    const used = item(BACKGROUND, 'foreground', 4, 'exculpatory');
    expect(scoreCase(scored(evidence)).score).toBe(11);
    expect(scoreCase(scored([...evidence, used])).score).toBe(7);
  });

  it('counts no area that is explained', () => {
    const evidence = [item(NETWORK, 'ciphertext', 6), item(EvidenceArea.keyLifecycle, 'key_events', 1)];
    const explained = new Set([EvidenceArea.keyLifecycle, NETWORK]);
    expect(scoreCase(scored(evidence, { explained }))).toMatchObject({ score: 0, verdict: 'expected' });
  });
});
