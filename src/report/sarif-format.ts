// SARIF 2.1.0 for the gate of an app team's pipeline: a result a finding, located in the capture it was found in.

import { analyticOf } from '../evidence/analytic.ts';
import type { FindingRecord } from '../evidence/finding-record.ts';
import type { ReportFormat } from './report-format.ts';
import { safeJson } from './safe-text.ts';

const LEVELS = { alert: 'error', observation: 'warning', expected: 'note' } as const;
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

export const sarifFormat: ReportFormat = {
  name: 'sarif',
  summary: 'SARIF 2.1.0 results',
  files: ['findings.sarif'],
  readers: 'GitHub code scanning, VS Code, DefectDojo',
  async write({ manifest, findings }, files) {
    const rules = [...new Map(findings.map((finding) => [finding.analytic.id, rule(finding)])).values()];
    const log = {
      $schema: SCHEMA,
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'cipherscope',
              semanticVersion: manifest.tool_version,
              rules,
            },
          },
          artifacts: manifest.captures.map(({ file, sha256 }) => ({
            location: { uri: uriOf(file) },
            ...(sha256 === undefined ? {} : { hashes: { 'sha-256': sha256 } }),
          })),
          results: findings.map((finding) => result(finding, manifest.captures[0]?.file)),
        },
      ],
    };
    const sink = await files.create('findings.sarif');
    await sink.write(`${safeJson(JSON.stringify(log, undefined, 2))}\n`);
  },
};

/** Half a surrogate pair is no text that a URI could carry. */
function uriOf(file: string): string {
  return encodeURIComponent(Buffer.from(file).toString('utf8'));
}

function rule({ analytic, technique }: FindingRecord): object {
  const known = analyticOf(analytic.id);
  return {
    id: analytic.id,
    ...(known === undefined ? {} : { name: known.techniqueName.replaceAll(' ', '') }),
    shortDescription: {
      text: `ATT&CK ${technique}: use of ${known?.title ?? 'cryptography'} that the app's purpose does not explain`,
    },
    helpUri: `https://attack.mitre.org/techniques/${technique.replace('.', '/')}/`,
    properties: { version: analytic.version, attackVersion: analytic.attack_version },
  };
}

function result(finding: FindingRecord, capture: string | undefined): object {
  const name = finding.app.packages[0] ?? finding.app.device ?? 'unknown app';
  return {
    ruleId: finding.analytic.id,
    level: LEVELS[finding.verdict],
    message: { text: finding.sentence },
    locations: [
      {
        ...(capture === undefined ? {} : { physicalLocation: { artifactLocation: { uri: uriOf(capture), index: 0 } } }),
        logicalLocations: [{ name, kind: 'module', fullyQualifiedName: name }],
      },
    ],
    partialFingerprints: { 'cipherscopeFinding/v1': finding.finding_id },
    ...(finding.suppressed_by === undefined
      ? {}
      : { suppressions: [{ kind: 'external', justification: finding.suppressed_by }] }),
    properties: {
      level: finding.level,
      scoreBits: finding.score,
      areas: Object.fromEntries(Object.entries(finding.areas).map(([area, { status }]) => [area, status])),
      gaps: finding.gaps,
    },
  };
}
