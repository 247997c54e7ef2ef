// The charts of one finding. The timeline is of the whole finding; the four others are of the channel with the strongest evidence.

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { destinationName } from './app-evidence.ts';
import { areaTimeline } from './chart-area-timeline.ts';
import { entropyChart } from './chart-entropy.ts';
import { intervalChart } from './chart-intervals.ts';
import { payloadOrderChart } from './chart-payload-order.ts';
import { payloadSizesChart } from './chart-payload-sizes.ts';
import type { ChartDrawer } from './chart-svg.ts';
import type { CollectedSeries } from './finding-series.ts';
import { channelFilter, flowLink } from './html-links.ts';
import { counted } from './human-number.ts';
import type { Timeline } from './report-flows.ts';

/** Sizes and times of packets are features that a tap's flows do not have. */
const TAP_NOTE =
  '<p class="about muted">Sizes and times of packets are left out: a VPN tap took the capture, and makes packets of its own.</p>';

/** HTML. Empty where the capture has no span of time and no flow of the finding was seen. */
export function findingCharts(
  drawer: ChartDrawer,
  number: number,
  finding: FindingRecord,
  cited: Timeline,
  series: CollectedSeries | undefined,
  { coverage, totals, manifest }: AnalysisResult,
): string {
  const { firstUs: startUs, lastUs: endUs } = totals;
  const timeline =
    startUs === undefined || endUs === undefined || endUs <= startUs
      ? ''
      : areaTimeline(drawer, `lanes-${number}`, finding, cited, coverage, { startUs, endUs });
  if (series?.channel === undefined || series.measured === 0) return timeline;
  const { host, named, port, transport } = series.channel;
  const charts = [
    intervalChart(drawer, `gaps-${number}`, series),
    payloadOrderChart(drawer, `order-${number}`, series),
    entropyChart(drawer, `entropy-${number}`, series),
    payloadSizesChart(drawer, `sizes-${number}`, series),
  ].filter((chart) => chart !== '');
  const tapped = manifest.captures.some(({ provenance }) => provenance.includes('VPN tap')) ? TAP_NOTE : '';
  if (charts.length === 0) return `${timeline}${tapped}`;
  const name = destinationName({ destination: named ? { domain: host, port } : { ip: host, port }, transport }, 80);
  const flows = flowLink(channelFilter(host, port, transport, finding.app), counted(series.flows, 'flow'));
  return `${timeline}
<p class="about">The channel with the strongest evidence: <span class="id">${flowLink(channelFilter(host, port, transport, finding.app), name)}</span>, ${flows}.</p>
${tapped}<div class="charts">${charts.join('\n')}</div>`;
}
