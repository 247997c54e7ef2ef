// JUnit's XML for pipelines: a suite an app, a test case "no alert" and one for each finding. An app nobody could assess is skipped, not passed.

import type { AppSummaryRecord, FindingRecord } from '../evidence/finding-record.ts';
import type { ReportFormat } from './report-format.ts';
import { xmlText } from './xml-text.ts';

export const junitFormat: ReportFormat = {
  name: 'junit',
  summary: 'JUnit XML: a failed test for each alert',
  files: ['junit.xml'],
  readers: 'Jenkins, GitLab, GitHub Actions',
  async write({ apps, findings }, files) {
    const suites = apps.map((app) =>
      suite(
        app,
        findings.filter((finding) => belongsTo(finding, app)),
      ),
    );
    const sum = (key: 'tests' | 'failures' | 'skipped') => suites.reduce((total, one) => total + one[key], 0);
    const sink = await files.create('junit.xml');
    await sink.write('<?xml version="1.0" encoding="UTF-8"?>\n');
    await sink.write(
      `<testsuites name="cipherscope" tests="${sum('tests')}" failures="${sum('failures')}" skipped="${sum('skipped')}">\n`,
    );
    for (const { xml } of suites) await sink.write(xml);
    await sink.write('</testsuites>\n');
  },
};

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly skipped: number;
  readonly xml: string;
}

function belongsTo(finding: FindingRecord, app: AppSummaryRecord): boolean {
  return finding.app.uid === app.uid;
}

function suite(app: AppSummaryRecord, findings: readonly FindingRecord[]): Suite {
  const name = app.packages[0] ?? (app.uid === undefined ? 'flows without an app' : `UID ${app.uid}`);
  const unseen = Object.entries(app.areas ?? {}).flatMap(([area, status]) =>
    status === 'not_collected' ? [area] : [],
  );
  const cases = findings.map((finding) => findingCase(name, finding));
  const isSkipped = findings.length === 0 && unseen.length > 0;
  const quiet = isSkipped
    ? testCase(name, 'no alert', `<skipped message="${xmlText(`not assessed: ${unseen.join(', ')}`)}"/>`)
    : testCase(name, 'no alert', '');
  const all = findings.length === 0 ? [quiet] : cases;
  const failures = findings.filter(({ verdict }) => verdict === 'alert').length;
  const skipped = isSkipped ? 1 : 0;
  return {
    tests: all.length,
    failures,
    skipped,
    xml: `  <testsuite name="${xmlText(name)}" tests="${all.length}" failures="${failures}" skipped="${skipped}">\n${all.join('')}  </testsuite>\n`,
  };
}

function findingCase(name: string, finding: FindingRecord): string {
  const title = `${finding.analytic.id} ${finding.finding_id}`;
  if (finding.verdict !== 'alert') {
    return testCase(name, title, `<system-out>${xmlText(`${finding.verdict}: ${finding.sentence}`)}</system-out>`);
  }
  return testCase(
    name,
    title,
    `<failure message="${xmlText(finding.sentence)}" type="${finding.level}">${xmlText(finding.evidence.map(({ statement }) => statement).join(' '))}</failure>`,
  );
}

function testCase(suiteName: string, title: string, inside: string): string {
  const open = `    <testcase classname="${xmlText(suiteName)}" name="${xmlText(title)}"`;
  return inside === '' ? `${open}/>\n` : `${open}>${inside}</testcase>\n`;
}
