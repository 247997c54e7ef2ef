// The reliability diagram as SVG: for each bin of confidence the share that was right, its bounds, and the diagonal where both are equal.

const SIDE = 360;
const MARGIN = 48;
const SPAN = SIDE - 2 * MARGIN;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** `rows`: of calibration.mjs. */
export function reliabilitySvg(rows, title) {
  const x = (value) => (MARGIN + SPAN * value).toFixed(1);
  const y = (value) => (SIDE - MARGIN - SPAN * value).toFixed(1);
  const ticks = TICKS.flatMap((tick) => [
    `<text x="${x(tick)}" y="${SIDE - MARGIN + 16}" text-anchor="middle">${tick}</text>`,
    `<text x="${MARGIN - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${tick}</text>`,
    `<path d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}" stroke="#8884" fill="none"/>`,
  ]);
  const bins = rows.flatMap(({ mean_confidence: mean, right }) => [
    `<path d="M${x(mean)} ${y(right.at_least)}V${y(right.at_most)}" stroke="#2563eb" stroke-width="2"/>`,
    `<circle cx="${x(mean)}" cy="${y(right.share)}" r="${(3 + Math.log10(1 + right.of)).toFixed(1)}" fill="#2563eb"><title>${right.count} of ${right.of}</title></circle>`,
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE} ${SIDE}" width="${SIDE}" height="${SIDE}" font-family="sans-serif" font-size="11" fill="#555">`,
    `<title>${title}: share that is ciphertext, by confidence</title>`,
    `<rect width="${SIDE}" height="${SIDE}" fill="#fff"/>`,
    `<text x="${SIDE / 2}" y="24" text-anchor="middle" font-size="13">${title}</text>`,
    ...ticks,
    `<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#888" stroke-dasharray="4 4"/>`,
    ...bins,
    `<text x="${SIDE / 2}" y="${SIDE - 10}" text-anchor="middle">confidence</text>`,
    `<text x="14" y="${SIDE / 2}" text-anchor="middle" transform="rotate(-90 14 ${SIDE / 2})">share that is ciphertext</text>`,
    '</svg>',
    '',
  ].join('\n');
}
