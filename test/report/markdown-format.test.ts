import { describe, expect, it } from 'vitest';
import type { EvidenceRecord, FindingRecord } from '../../src/evidence/finding-record.ts';
import { markdownFormat } from '../../src/report/markdown-format.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { formatted, nativeRecords, UNSAFE_TEXT } from '../support/native-records.ts';

async function summary(options: Parameters<typeof nativeRecords>[0] = {}): Promise<string> {
  return (await formatted(markdownFormat, nativeRecords(options)))['summary.md'] as string;
}

const PARTS = [
  /^# \S.*$/m,
  /^\d+ flows, \d+ apps, \d+ findings\./m,
  /^## Findings$/m,
  /^### (?:alert|observation|expected): .+$/m,
  /^\* .+ \(-?[\d.]+ bits?\)/m,
  /^## What was looked at$/m,
];

describe('the Markdown summary', () => {
  it('says what was found and what nobody was looking at', async () => {
    const { findings } = nativeRecords();
    const text = await summary();
    for (const { finding_id } of findings) expect(text).toContain(finding_id);
    expect(text).toContain('342 flows, 6 apps, 3 findings.');
    expect(text).toContain('not proof of malice');
    expect(text).toContain('## What was looked at');
    expect(text).toContain('| key_lifecycle |');
  });

  it('ends no sentence in its middle, and sets the thousands of counts apart', async () => {
    const records = nativeRecords();
    const [first] = records.findings as [FindingRecord];
    const sentence = `${'It sends what nothing explains, '.repeat(12)}and it is a pattern, not proof of malice.`;
    const evidence = [
      { ...(first.evidence[0] as EvidenceRecord), statement: '12 flows (12358 payload bytes measured).' },
    ];
    const { 'summary.md': text } = await formatted(markdownFormat, {
      ...records,
      findings: [{ ...first, sentence, evidence }],
    });
    expect(text).toContain(sentence);
    expect(text).toContain('(12,358 payload bytes measured)');
  });

  it('has what a summary needs, and a check that knows when it does not', async () => {
    const text = await summary();
    const lacking = (of: string) => PARTS.filter((part) => !part.test(of));
    expect(lacking(text)).toEqual([]);
    for (const part of PARTS) {
      expect(lacking(text.replaceAll(new RegExp(part.source, `g${part.flags}`), ''))).toContain(part);
    }
  });

  it('without findings does not say that all is well', async () => {
    expect(await summary({ captureOnly: true })).toContain('None. What was not collected is below.');
  });

  it.each(Object.entries(HOSTILE))('turns a hostile string into text: %s', async (_, hostile) => {
    const text = await summary({ hostile });
    expect(text).not.toMatch(UNSAFE_TEXT);
    expect(text).not.toMatch(/(?<!\\)<(script|img)/);
    for (const line of text.split('\n').filter((one) => one.startsWith('|'))) {
      expect(line.endsWith('|')).toBe(true);
    }
  });
});
