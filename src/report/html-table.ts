// A table of the HTML report. On a phone each row is a block that names its values, by the title that every cell carries. Cells are HTML that is
// escaped already.

import { htmlText, truncateText } from './safe-text.ts';

export interface HtmlColumn {
  title: string;
  css?: 'name-cell' | 'app-cell' | 'number' | 'mark' | 'result' | 'coverage' | 'spark';
  /** Shown when the head is pointed at. */
  hint?: string;
}

/** `labelledBy`: id of the heading that names the table. The first cell of a row is its head. */
export function htmlTable(
  labelledBy: string,
  columns: readonly HtmlColumn[],
  rows: readonly (readonly string[])[],
): string {
  const heads = columns.map(({ title, css, hint }) => {
    const shown = hint === undefined ? '' : ` title="${hint}"`;
    return `<th scope="col"${css === undefined || css.endsWith('-cell') ? '' : ` class="${css}"`}${shown}>${title}</th>`;
  });
  return `<div class="scroll" tabindex="0" role="group" aria-labelledby="${labelledBy}"><table aria-labelledby="${labelledBy}">
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${rows.map((row) => rowHtml(columns, row)).join('\n')}
</tbody></table></div>`;
}

function rowHtml(columns: readonly HtmlColumn[], row: readonly string[]): string {
  const cells = row.map((html, i) => {
    const css = columns[i]?.css;
    const attribute = css === undefined ? '' : ` class="${css}"`;
    const title = columns[i]?.title ?? '';
    // What is empty has nothing to name.
    const label = html === '' ? '' : ` data-title="${title}"`;
    return i === 0 ? `<th scope="row"${attribute}>${html}</th>` : `<td${attribute}${label}>${html}</td>`;
  });
  return `<tr>${cells.join('')}</tr>`;
}

/** A name in a table's cell: a package or a host is broken at its dots before it is broken anywhere. */
export function nameHtml(name: string, cells = 80): string {
  return `<span class="id">${htmlText(truncateText(name, cells)).replaceAll('.', '.<wbr>')}</span>`;
}
