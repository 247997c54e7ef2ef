// The five evidence areas over the capture's time: diamonds for single events, bars for what lasts, ticks for flows, hatching where nobody was
// looking, so that a blank means "looked, and saw nothing".

import type { EvidenceRecord, FindingRecord } from '../evidence/finding-record.ts';
import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import { AREAS, STATUS_WORDS } from './app-evidence.ts';
import type { ChartDrawer, PlotOptions } from './chart-svg.ts';
import { clockTicks } from './clock-ticks.ts';
import { htmlFigure } from './html-figure.ts';
import { counted } from './human-number.ts';
import { recordTimeUs } from './record-time.ts';
import { TIMELINE_BINS, type Timeline } from './report-flows.ts';
import { isoTime } from './row-text.ts';
import { truncateText } from './safe-text.ts';

export interface AreaSpan {
  startUs: number;
  endUs: number;
}

/** Marks of one lane and kind beyond this are not drawn; the table says how many there are. */
const MARKS_SHOWN = 300;
const WIDTH = 968;

interface Mark {
  lane: string;
  from: Date;
  to: Date;
  what: string;
}

/** What the chart draws and the table beneath it tells. */
interface Lanes {
  readonly gaps: readonly Mark[];
  readonly marks: readonly Mark[];
  readonly flows: readonly FlowTick[];
}

export function areaTimeline(
  drawer: ChartDrawer,
  id: string,
  finding: FindingRecord,
  cited: Timeline,
  coverage: readonly CoverageRecord[],
  span: AreaSpan,
): string {
  const at = (us: number): Date => new Date(Math.min(Math.max(us, span.startUs), span.endUs) / 1000);
  const network = AREAS.find(({ area }) => area === EvidenceArea.networkTransmission)?.title ?? '';
  const lanes: Lanes = {
    gaps: AREAS.flatMap(({ area, title }) =>
      areaGaps(area, finding, coverage, span).map((gap) => gapMark(gap, title, at)),
    ),
    marks: AREAS.filter(({ area }) => area !== EvidenceArea.networkTransmission).flatMap(({ area, title }) =>
      finding.evidence
        .filter((evidence) => evidence.area === area)
        .flatMap((evidence) => evidenceMark(evidence, title, at)),
    ),
    flows: networkTicks(cited, span, network),
  };
  const states = AREAS.map(({ area, title }) => `${title}: ${STATUS_WORDS[finding.areas[area].status]}`).join('; ');
  return htmlFigure({
    id,
    title: 'Evidence over time',
    caption:
      'Diamonds are events, bars last, ticks are flows. Hatching is time in which nobody was looking; a blank lane was watched and stayed quiet.',
    svg: drawer.draw(
      {
        id,
        title: 'The five evidence areas over time',
        description: `${states}. ${counted(cited.flows, 'flow')} cited.`,
      },
      picture(drawer, lanes, span, at),
    ),
    table: { heads: ['Area', 'From (UTC)', 'To (UTC)', 'What'], rows: tableRows(lanes) },
    wide: true,
  });
}

function picture({ plot }: ChartDrawer, lanes: Lanes, span: AreaSpan, at: (us: number) => Date): PlotOptions {
  const { gaps, marks, flows } = lanes;
  const ticks = clockTicks(span);
  const length = span.endUs - span.startUs;
  const isLong = (mark: Mark): boolean => mark.to.getTime() - mark.from.getTime() > length / 1000 / 60;
  const long = marks.filter(isLong).slice(0, MARKS_SHOWN);
  const short = marks.filter((mark) => !isLong(mark)).slice(0, MARKS_SHOWN);
  const lasting = { y: 'lane', x1: 'from', x2: 'to' };
  return {
    width: WIDTH,
    height: 186,
    marginLeft: 164,
    marginRight: 26,
    marginTop: 6,
    marginBottom: 24,
    x: { type: 'utc', domain: [at(span.startUs), at(span.endUs)], label: null },
    y: { type: 'band', domain: AREAS.map(({ title }) => title), label: null, padding: 0.3 },
    marks: [
      plot.axisY({ tickSize: 0, tickPadding: 12 }),
      plot.axisX(ticks.dates, { tickSize: 4, tickFormat: (date: Date) => ticks.text(date) }),
      plot.ruleY(AREAS, { y: 'title', stroke: 'var(--rule)' }),
      plot.barX(gaps, { ...lasting, fill: 'url(#hatch)', stroke: 'var(--gap)', strokeWidth: 0.6 }),
      plot.barX(long, {
        ...lasting,
        fill: 'var(--wash)',
        stroke: 'var(--calm)',
        strokeWidth: 0.8,
        insetTop: 4,
        insetBottom: 4,
      }),
      plot.dot(short, { y: 'lane', x: 'from', symbol: 'diamond2', r: 5, fill: 'var(--signal)' }),
      plot.tickX(flows, { y: 'lane', x: 'at', stroke: 'var(--signal)', strokeWidth: 2 }),
    ],
  };
}

function tableRows({ gaps, marks, flows }: Lanes): string[][] {
  return [
    ...marks.map((mark) => [mark.lane, clock(mark.from), clock(mark.to), mark.what]),
    ...flows.map(({ lane, from, to, flows: count }) => [lane, clock(from), clock(to), counted(count, 'flow')]),
    ...gaps.map((gap) => [gap.lane, clock(gap.from), clock(gap.to), `nobody was looking: ${gap.what}`]),
  ];
}

/** Where nobody was looking at this app, or at all. */
export function areaGaps(
  area: EvidenceArea,
  finding: Pick<FindingRecord, 'app' | 'areas'>,
  coverage: readonly CoverageRecord[],
  span: AreaSpan,
): (AreaSpan & { cause: string })[] {
  const rows = coverage.filter((entry) => entry.area === area);
  const row =
    rows.find(({ app }) => app?.uid !== undefined && app.uid === finding.app.uid) ??
    rows.find(({ app }) => app === undefined);
  if (finding.areas[area].status === 'not_collected') {
    return [{ ...span, cause: truncateText(row?.gaps[0]?.cause ?? 'not collected', 160) }];
  }
  return (row?.gaps ?? []).flatMap((gap) => {
    const startUs = recordTimeUs(gap.start);
    const endUs = recordTimeUs(gap.end);
    if (startUs === undefined || endUs === undefined || endUs <= span.startUs || startUs >= span.endUs) return [];
    return [{ startUs, endUs, cause: truncateText(gap.cause, 160) }];
  });
}

function gapMark(gap: AreaSpan & { cause: string }, lane: string, at: (us: number) => Date): Mark {
  return { lane, from: at(gap.startUs), to: at(gap.endUs), what: gap.cause };
}

function evidenceMark(evidence: EvidenceRecord, lane: string, at: (us: number) => Date): Mark[] {
  const startUs = recordTimeUs(evidence.start);
  if (startUs === undefined) return [];
  return [
    {
      lane,
      from: at(startUs),
      to: at(recordTimeUs(evidence.end) ?? startUs),
      what: truncateText(evidence.statement, 200),
    },
  ];
}

interface FlowTick {
  lane: string;
  from: Date;
  to: Date;
  at: Date;
  flows: number;
}

function networkTicks({ counts }: Timeline, span: AreaSpan, lane: string): FlowTick[] {
  const step = (span.endUs - span.startUs) / TIMELINE_BINS;
  const at = (bin: number): Date => new Date((span.startUs + bin * step) / 1000);
  return [...counts].flatMap((flows, bin) =>
    flows === 0 ? [] : [{ lane, from: at(bin), to: at(bin + 1), at: at(bin + 0.5), flows }],
  );
}

function clock(date: Date): string {
  return isoTime(date.getTime() * 1000)
    .slice(0, 19)
    .replace('T', ' ');
}
