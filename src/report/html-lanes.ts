// A chart of lanes over time, drawn as SVG by hand: bars for what was collected, columns for counts, diamonds for single events, hatching
// for time in which nobody was looking. Colours are classes of the page's style sheet; every mark differs in shape as well.

import { htmlText, truncateText } from './safe-text.ts';

/** Columns per lane: 144 columns of a day are ten minutes each. */
export const LANE_BINS = 144;

export interface Lane {
  name: string;
  marks: readonly LaneMark[];
}

export type LaneMark =
  | { kind: 'bar'; startUs: number; endUs: number; tone: 'calm' | 'wash' }
  | { kind: 'gap'; startUs: number; endUs: number }
  | { kind: 'event'; atUs: number }
  /** Counts of LANE_BINS equal parts of the span, and the counts among them that are drawn in the signal colour. */
  | { kind: 'counts'; counts: ArrayLike<number>; signal: ArrayLike<number> };

export interface LaneChart {
  /** Unique in the page. */
  id: string;
  title: string;
  /** What the chart shows, with its numbers, for readers who cannot see it. */
  description: string;
  caption: string;
  startUs: number;
  endUs: number;
  lanes: readonly Lane[];
}

const WIDTH = 900;
const LEFT = 176;
const RIGHT = 18;
const LANE_HEIGHT = 26;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;

export function laneChart(chart: LaneChart): string {
  const height = chart.lanes.length * LANE_HEIGHT + 30;
  const span = Math.max(1, chart.endUs - chart.startUs);
  const at = (us: number): number => LEFT + PLOT_WIDTH * Math.min(1, Math.max(0, (us - chart.startUs) / span));
  const lanes = chart.lanes.map((lane, i) => laneSvg(lane, i * LANE_HEIGHT + LANE_HEIGHT / 2 + 4, at));
  const id = htmlText(chart.id);
  const title = htmlText(chart.title);
  return `<figure><div class="scroll" tabindex="0" role="group" aria-label="${title}">
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">${title}</title><desc id="${id}-d">${htmlText(chart.description)}</desc>
${lanes.join('\n')}
${axisSvg(chart, chart.lanes.length * LANE_HEIGHT + 8, at)}
</svg></div><figcaption>${htmlText(chart.caption)}</figcaption></figure>`;
}

/** The hatching that `gap` marks refer to; once per page. */
export const HATCH_SVG =
  '<svg class="defs" aria-hidden="true"><defs>' +
  '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<line class="s-gap" x1="0" y1="0" x2="0" y2="6" stroke-width="1.4"/></pattern></defs></svg>';

function laneSvg(lane: Lane, middle: number, at: (us: number) => number): string {
  const name = `<text class="name" x="${LEFT - 12}" y="${middle + 4}">${htmlText(truncateText(lane.name, 26))}</text>`;
  const rail = `<line class="line" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${middle}" y2="${middle}"/>`;
  return name + rail + lane.marks.map((mark) => markSvg(mark, middle, at)).join('');
}

function markSvg(mark: LaneMark, middle: number, at: (us: number) => number): string {
  if (mark.kind === 'event') {
    const x = at(mark.atUs);
    return `<path class="f-signal" d="M${px(x)} ${middle - 7}l5 7-5 7-5-7z"/>`;
  }
  if (mark.kind === 'counts') return countsSvg(mark.counts, mark.signal, middle);
  const x = at(mark.startUs);
  const width = Math.max(1.5, at(mark.endUs) - x);
  const [css, half] = mark.kind === 'gap' ? ['f-gap', 8] : [`f-${mark.tone}`, mark.tone === 'wash' ? 6 : 4];
  return `<rect class="${css}" x="${px(x)}" y="${middle - half}" width="${px(width)}" height="${2 * half}"/>`;
}

/** Height grows with the square root of the count, so that one flow is still seen beside a hundred. */
function countsSvg(counts: ArrayLike<number>, signal: ArrayLike<number>, middle: number): string {
  let most = 1;
  for (let i = 0; i < counts.length; i += 1) most = Math.max(most, counts[i] as number);
  const step = PLOT_WIDTH / counts.length;
  const shapes = { calm: '', signal: '' };
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i] as number;
    if (count === 0) continue;
    const half = 3 + 8 * Math.sqrt(count / most);
    shapes[(signal[i] as number) > 0 ? 'signal' : 'calm'] +=
      `M${px(LEFT + (i + 0.5) * step)} ${px(middle - half)}v${px(2 * half)}`;
  }
  // Thick and thin besides orange and blue: the difference survives a black-and-white print.
  const stroke = { calm: px(Math.min(1.6, step * 0.35)), signal: px(Math.min(3.4, step * 0.7)) };
  const path = (tone: 'calm' | 'signal'): string =>
    shapes[tone] === '' ? '' : `<path class="k-${tone}" d="${shapes[tone]}" stroke-width="${stroke[tone]}"/>`;
  return path('calm') + path('signal');
}

const STEPS_S = [
  1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000,
];

function axisSvg({ startUs, endUs }: LaneChart, y: number, at: (us: number) => number): string {
  const spanS = (endUs - startUs) / 1e6;
  const step = STEPS_S.find((seconds) => spanS / seconds <= 8) ?? Math.ceil(spanS / 8);
  const marks: string[] = [];
  const first = Math.ceil(startUs / 1e6 / step) * step;
  for (let second = first; second <= endUs / 1e6 && marks.length < 12; second += step) {
    const x = px(at(second * 1e6));
    marks.push(
      `<line class="tick" x1="${x}" x2="${x}" y1="${y - 6}" y2="${y - 2}"/><text class="axis" x="${x}" y="${y + 10}">${clock(second, step)}</text>`,
    );
  }
  return marks.join('');
}

function clock(second: number, step: number): string {
  const date = new Date(second * 1000);
  if (Number.isNaN(date.getTime())) return '';
  const text = date.toISOString();
  return step >= 86_400 ? text.slice(0, 10) : step >= 60 ? text.slice(11, 16) : text.slice(11, 19);
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
