// Directional features: one definition becomes two, `.orig` and `.resp`. Both blocks keep the order of the definitions.

import type { FeatureDefinition } from './feature.ts';

/** The `.orig` block, then the `.resp` block; `{side}` in a summary becomes the side's name. */
export function bothDirections(definitions: readonly FeatureDefinition[]): FeatureDefinition[] {
  return [...definitions.map((d) => forSide(d, 'orig')), ...definitions.map((d) => forSide(d, 'resp'))];
}

function forSide(definition: FeatureDefinition, side: 'orig' | 'resp'): FeatureDefinition {
  const name = side === 'orig' ? 'originator' : 'responder';
  return {
    ...definition,
    name: `${definition.name}.${side}`,
    summary: definition.summary.replaceAll('{side}', name),
  };
}
