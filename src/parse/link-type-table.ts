// The table of link types in docs/captures.md, written from LINK_LAYERS so that it cannot drift from the code.

import { LINK_LAYERS } from './link-layer.ts';

/** Markdown: one row a link type that is decoded. */
export function linkTypeTable(): string {
  const rows = [...LINK_LAYERS].sort(([a], [b]) => a - b).map(([number, { name }]) => `| ${number} | ${name} |`);
  return ['| link type | name |', '| --- | --- |', ...rows].join('\n');
}
