// A summary in Markdown for a ticket or a pull request: what was found, on what evidence, and what nobody was looking at.

import type { FindingRecord } from '../evidence/finding-record.ts';
import { isKnownApp } from './app-evidence.ts';
import { bitsText, counted, groupedCounts, humanBytes } from './human-number.ts';
import type { NativeRecords, ReportFormat } from './report-format.ts';
import { truncateText, visibleText } from './safe-text.ts';

const APPS_SHOWN = 50;
/** As in the page: no sentence of a record is longer, and none ends in its middle. */
const SENTENCE_CELLS = 600;
/** What Markdown or HTML could read as markup inside a line, and what would become a link or a mention. */
const MARKUP = /[\\`*_[\]#|<>~&@]|:(?=\/\/)|\.(?<=www\.)/gi;

export const markdownFormat: ReportFormat = {
  name: 'markdown',
  summary: 'a summary in Markdown',
  files: ['summary.md'],
  readers: 'people; tickets and pull requests',
  async write(records, files) {
    const sink = await files.create('summary.md');
    for (const part of [heading(records), findingsPart(records.findings), appsPart(records), coveragePart(records)]) {
      await sink.write(`${part}\n`);
    }
  },
};

function heading({ manifest, apps, findings }: NativeRecords): string {
  const { counts } = manifest;
  const names = manifest.captures.map(({ file }) => text(file)).join(', ');
  return (
    `# ${names}\n\n` +
    `${counted(counts['flows'] ?? 0, 'flow')}, ${counted(apps.filter(isKnownApp).length, 'app')}, ${counted(findings.length, 'finding')}. ` +
    `A finding is a pattern, not proof of malice.\n`
  );
}

function findingsPart(findings: readonly FindingRecord[]): string {
  if (findings.length === 0) return '## Findings\n\nNone. What was not collected is below.\n';
  return `## Findings\n\n${findings.map(findingText).join('\n')}`;
}

function findingText(finding: FindingRecord): string {
  const name = finding.app.packages[0] ?? finding.app.device ?? 'unknown app';
  const reasons = finding.evidence.map(
    ({ statement, bits }) => `* ${text(groupedCounts(statement))} (${bitsText(bits)})\n`,
  );
  return (
    `### ${finding.verdict}: ${text(name)}\n\n${text(finding.sentence)}\n\n${reasons.join('')}\n` +
    `Level ${finding.level}, ${bitsText(finding.score)}, id \`${finding.finding_id}\`.\n`
  );
}

function appsPart({ apps }: NativeRecords): string {
  const rows = apps.slice(0, APPS_SHOWN).map((app) => {
    const name = app.packages[0] ?? (app.uid === undefined ? 'without an app' : `UID ${app.uid}`);
    const traffic = humanBytes(app.bytes_up + app.bytes_down);
    return `| ${text(name)} | ${app.flows} | ${traffic} | ${app.destinations} | ${app.verdict ?? ''} |\n`;
  });
  const more = apps.length > APPS_SHOWN ? `\n${counted(apps.length - APPS_SHOWN, 'more app')}.\n` : '';
  return `## Apps\n\n| app | flows | traffic | destinations | result |\n| --- | --: | --: | --: | --- |\n${rows.join('')}${more}`;
}

function coveragePart({ coverage }: NativeRecords): string {
  const rows = coverage
    .filter(({ app }) => app === undefined)
    .map(({ area, status, effect, remedy }) => `| ${area} | ${status} | ${text(effect)} | ${text(remedy)} |\n`);
  return `## What was looked at\n\n| area | collected | effect | to see more |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

/** One line, without markup. */
function text(value: string): string {
  const line = value.length > SENTENCE_CELLS ? truncateText(value, SENTENCE_CELLS) : visibleText(value);
  return line.replace(MARKUP, (character) => `\\${character}`);
}
