// The picture of recall against jitter and noise: a panel a method, a cell a pair, as SVG. The numbers stand in the cells.

const CELL = { width: 58, height: 30 };
const LEFT = 64;
const TOP = 64;
const GAP = 40;

/** `panels`: [{ title, rows: [{ jitter, values: [recall at each noise] }] }]. */
export function recallPicture(panels, noises, caption) {
  const width = LEFT + panels.length * (noises.length * CELL.width + GAP);
  const height = TOP + panels[0].rows.length * CELL.height + 46;
  const parts = panels.map(({ title, rows }, panel) => {
    const x = LEFT + panel * (noises.length * CELL.width + GAP);
    const cells = rows.flatMap(({ jitter, values }, row) => [
      ...(panel === 0 ? [text(LEFT - 8, TOP + (row + 0.65) * CELL.height, `± ${percent(jitter)}`, 'end')] : []),
      ...values.map((value, column) => cell(x + column * CELL.width, TOP + row * CELL.height, value)),
    ]);
    const heads = noises.map((noise, column) =>
      text(x + (column + 0.5) * CELL.width, TOP - 8, `${percent(noise)}`, 'middle'),
    );
    return [text(x, TOP - 30, title, 'start', 'font-weight="600"'), ...heads, ...cells].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#1f2328" role="img" aria-label="${caption}">
<rect width="${width}" height="${height}" fill="#ffffff"/>
${text(8, 20, caption, 'start')}
${text(8, TOP - 8, 'jitter', 'start', 'fill="#59636e"')}
${parts.join('\n')}
${text(LEFT, height - 16, 'columns: share of events that are not the beacon’s', 'start', 'fill="#59636e"')}
</svg>
`;
}

/** White to a deep blue; the number is legible on both. */
function cell(x, y, value) {
  const mix = (from, to) => Math.round(from + (to - from) * value);
  const fill = `rgb(${mix(245, 9)},${mix(247, 78)},${mix(250, 150)})`;
  return `<rect x="${x}" y="${y}" width="${CELL.width - 2}" height="${CELL.height - 2}" fill="${fill}"/>
${text(x + CELL.width / 2 - 1, y + 19, value.toFixed(2), 'middle', `fill="${value > 0.55 ? '#ffffff' : '#1f2328'}"`)}`;
}

function text(x, y, content, anchor, more = '') {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" ${more}>${content}</text>`;
}

function percent(share) {
  return `${Math.round(100 * share)} %`;
}
