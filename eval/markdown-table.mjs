// Markdown tables and the numbers in them.

/** `header`: the column titles; `rows`: arrays of cells. Cells that are undefined stay empty. */
export function markdownTable(header, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** 0.98765 → `98.8 %`; undefined → `–`. */
export function percent(share) {
  return share === undefined ? '–' : `${(100 * share).toFixed(1)} %`;
}

/** A proportion as `98.8 % (161 of 163, ≥ 95.9 %)`. */
export function proportionText({ count, of, share, at_least: atLeast }) {
  return share === undefined ? `– (0 of 0)` : `${percent(share)} (${count} of ${of}, ≥ ${percent(atLeast)})`;
}
