// All report formats, in the order in which they are offered. To add one: its file, a line here, its test.

import { csvFormat } from './csv-format.ts';
import { ecsFormat } from './ecs-format.ts';
import { eveFormat } from './eve-format.ts';
import { htmlFormat } from './html-format.ts';
import { junitFormat } from './junit-format.ts';
import { markdownFormat } from './markdown-format.ts';
import { navigatorFormat } from './navigator-format.ts';
import { parquetFormat } from './parquet-format.ts';
import type { ReportFormat } from './report-format.ts';
import { sarifFormat } from './sarif-format.ts';
import { stixFormat } from './stix-format.ts';
import { zeekFormat, zeekJsonFormat } from './zeek-format.ts';

export const REPORT_FORMATS: readonly ReportFormat[] = [
  csvFormat,
  parquetFormat,
  zeekFormat,
  zeekJsonFormat,
  eveFormat,
  stixFormat,
  navigatorFormat,
  ecsFormat,
  sarifFormat,
  junitFormat,
  markdownFormat,
  htmlFormat,
];

/** The documentation's table. */
export function formatTable(): string {
  const rows = REPORT_FORMATS.map(
    ({ name, summary, files, readers }) =>
      `| \`${name}\` | ${summary} | ${files.map((file) => `\`${file}\``).join(' ')} | ${readers} |`,
  );
  return ['| `--format` | writes | files | read by |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
