// The table of all features in docs/features.md, written from their definitions so that it cannot drift from the code.

import type { FeatureDefinition } from './feature.ts';
import { NUMBER_FEATURES, VECTOR_FEATURES } from './feature-registry.ts';

/** Markdown: one row a feature, numbers first, then vectors. */
export function featureTable(): string {
  const rows = [...NUMBER_FEATURES.map((f) => tableRow(f, '')), ...VECTOR_FEATURES.map((f) => tableRow(f, '[]'))];
  return ['| feature | unit | definition | source | valid for |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function tableRow(feature: FeatureDefinition, suffix: string): string {
  const cells = [
    `\`${feature.name}\`${suffix}`,
    feature.unit,
    feature.summary,
    feature.source ?? '',
    feature.validFor === 'packets' ? 'real packets' : 'every capture',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
