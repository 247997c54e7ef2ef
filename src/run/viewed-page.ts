// The page that the viewer serves: made anew whenever the allowlist has changed since, so that a decision shows as soon as the page is loaded again.

import { existsSync } from 'node:fs';
import type { AnalysisResult } from '../report/analysis-result.ts';
import { rankedFindings } from '../report/app-evidence.ts';
import type { CitedChannels } from '../report/cited-channels.ts';
import { type HtmlReportOptions, htmlReport } from '../report/html-report.ts';
import type { CollectedFlows } from '../report/report-flows.ts';
import { allowedRecords } from './allowed-records.ts';
import { readPolicy } from './policy.ts';

export class ViewedPage {
  /** As it was written. */
  readonly #result: AnalysisResult;
  readonly #channels: CitedChannels;
  readonly #collected: CollectedFlows;
  readonly #served: NonNullable<HtmlReportOptions['served']>;
  readonly #allowlist: string | undefined;
  /** Ids of findings in the order of the page that was made last; `finding` of a row is a place in it. */
  #order: string[];
  /** Of the allowlist that the page was made with. */
  #sha256: string | undefined;
  #page: string | undefined;

  constructor(
    result: AnalysisResult,
    channels: CitedChannels,
    collected: CollectedFlows,
    served: NonNullable<HtmlReportOptions['served']>,
    allowlist: string | undefined,
  ) {
    this.#result = result;
    this.#channels = channels;
    this.#collected = collected;
    this.#served = served;
    this.#allowlist = allowlist;
    this.#order = idsOf(result);
  }

  /** A file of rules that is not there is one that nobody has begun. Throws a UserError where it is damaged. */
  async html(): Promise<string> {
    const path = this.#allowlist;
    const { allowlist } = await readPolicy({
      allowlist: path !== undefined && existsSync(path) ? path : undefined,
      catalogue: undefined,
      parameters: undefined,
    });
    if (this.#page !== undefined && allowlist?.sha256 === this.#sha256) return this.#page;
    const shown = allowlist === undefined ? this.#result : this.#under(allowlist);
    this.#reorder(shown);
    this.#page = await htmlReport(shown, { served: this.#served }, this.#collected);
    this.#sha256 = allowlist?.sha256;
    return this.#page;
  }

  #under(allowlist: Parameters<typeof allowedRecords>[2]): AnalysisResult {
    const { findings, apps, manifest } = allowedRecords(this.#result, this.#channels, allowlist);
    return { ...this.#result, findings: [...findings], apps: [...apps], manifest };
  }

  /** What was collected by place in the page's order takes the places of the new one. */
  #reorder(shown: AnalysisResult): void {
    const order = idsOf(shown);
    const before = this.#order;
    if (order.every((id, i) => id === before[i])) return;
    const placeBefore = new Map(before.map((id, i) => [id, i]));
    const placeNow = new Map(order.map((id, i) => [id, i]));
    const { cited, series, rows } = this.#collected;
    const moved = <T>(list: readonly T[]) => order.map((id) => list[placeBefore.get(id) as number] as T);
    Object.assign(this.#collected, { cited: moved(cited), series: moved(series) });
    const numbers = Float64Array.from([0, ...before.map((id) => (placeNow.get(id) as number) + 1)]);
    const { finding } = rows.columns;
    for (let row = 0; row < rows.count; row += 1) finding[row] = numbers[finding[row] as number] ?? 0;
    this.#order = order;
  }
}

function idsOf(result: AnalysisResult): string[] {
  return rankedFindings(result).map(({ finding_id: id }) => id);
}
