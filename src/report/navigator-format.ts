// An ATT&CK Navigator layer (format 4.5): what was observed in this capture. It says nothing of what could be detected, and its title says so.

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { ReportFormat } from './report-format.ts';
import { safeJson, truncateText } from './safe-text.ts';

const SCORES = { alert: 100, observation: 50, expected: 10 } as const;
const TITLE_CELLS = 60;
const APPS_NAMED = 20;

export const navigatorFormat: ReportFormat = {
  name: 'navigator',
  summary: 'an ATT&CK Navigator layer of what was observed',
  files: ['layer.json'],
  readers: 'ATT&CK Navigator, DeTT&CT',
  async write({ manifest, findings }, files) {
    const names = manifest.captures.map(({ file }) => file).join(', ');
    const byTechnique = new Map<string, FindingRecord[]>();
    for (const finding of findings) {
      byTechnique.set(finding.technique, [...(byTechnique.get(finding.technique) ?? []), finding]);
    }
    const layer = {
      name: `Observed in ${truncateText(names, TITLE_CELLS)}`,
      versions: {
        attack: findings[0]?.analytic.attack_version.split('.')[0] ?? '19',
        navigator: '5.1.0',
        layer: '4.5',
      },
      domain: 'mobile-attack',
      description:
        'Techniques whose pattern cipherscope observed in this capture. It is no map of coverage: a technique that is not here may not have been looked for. A pattern is not proof of malice.',
      filters: { platforms: ['Android'] },
      sorting: 3,
      layout: { layout: 'side', showID: true, showName: true },
      hideDisabled: false,
      techniques: [...byTechnique].map(([techniqueID, own]) => technique(techniqueID, own)),
      gradient: { colors: ['#ffffff', '#f4b183', '#c0392b'], minValue: 0, maxValue: 100 },
      legendItems: [
        { label: 'alert', color: '#c0392b' },
        { label: 'observation', color: '#f4b183' },
      ],
      showTacticRowBackground: false,
      selectTechniquesAcrossTactics: true,
      selectSubtechniquesWithParent: false,
    };
    const sink = await files.create('layer.json');
    await sink.write(`${safeJson(JSON.stringify(layer, undefined, 2))}\n`);
  },
};

function technique(techniqueID: string, findings: readonly FindingRecord[]): object {
  const apps = [...new Set(findings.map(({ app }) => app.packages[0] ?? app.device ?? 'unknown app'))].sort();
  const counts = (['alert', 'observation', 'expected'] as const).map(
    (verdict) => [verdict, findings.filter((finding) => finding.verdict === verdict).length] as const,
  );
  return {
    techniqueID,
    tactic: 'command-and-control',
    score: Math.max(...findings.map(({ verdict }) => SCORES[verdict])),
    enabled: true,
    showSubtechniques: true,
    comment: `${counts
      .filter(([, count]) => count > 0)
      .map(([verdict, count]) => `${count} ${verdict}`)
      .join(', ')}: ${apps.slice(0, APPS_NAMED).join(', ')}`,
    metadata: findings.map(({ finding_id, level }) => ({ name: finding_id, value: level })),
  };
}
