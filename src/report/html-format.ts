// report.html out of the native records: the page of an analysis again, under the rules of the allowlist that hold now.

import { htmlReport, reportFlows } from './html-report.ts';
import type { ReportFormat } from './report-format.ts';
import { countFlow, viewedResult } from './viewed-result.ts';

export const htmlFormat: ReportFormat = {
  name: 'html',
  summary: 'the report again, from what was written',
  files: ['report.html'],
  readers: 'people',
  async write(records, files) {
    const result = await viewedResult(records);
    const collector = reportFlows(result);
    for await (const flow of records.flows()) {
      countFlow(result, flow);
      collector.add(flow);
    }
    const page = await files.create('report.html');
    await page.write(await htmlReport(result, {}, collector.finish()));
  },
};
