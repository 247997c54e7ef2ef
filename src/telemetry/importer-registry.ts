// Every importer, in the order of the documentation's table. A new log format is one file and one line here.

import { UserError } from '../base/user-error.ts';
import { activityProcessesImporter } from './activity-processes-importer.ts';
import { amapiImporter } from './amapi-importer.ts';
import { bccImporter } from './bcc-importer.ts';
import { canonicalAppImporter } from './canonical-app-importer.ts';
import { canonicalCryptoImporter } from './canonical-crypto-importer.ts';
import { canonicalSocketImporter } from './canonical-socket-importer.ts';
import { canonicalStateImporter } from './canonical-state-importer.ts';
import { connectivityImporter } from './connectivity-importer.ts';
import { dexrayInterceptImporter } from './dexray-intercept-importer.ts';
import { dpmNetworkImporter } from './dpm-network-importer.ts';
import { dumpsysPackageImporter } from './dumpsys-package-importer.ts';
import { friTapImporter } from './fritap-importer.ts';
import type { Importer } from './importer.ts';
import { intrusionLogImporter } from './intrusion-log-importer.ts';
import { keyLogImporter } from './key-log-importer.ts';
import { logcatImporter } from './logcat-importer.ts';
import { mobsfApiMonitorImporter } from './mobsf-api-monitor-importer.ts';
import { netguardImporter } from './netguard-importer.ts';
import { netpolicyImporter } from './netpolicy-importer.ts';
import { packagesListImporter } from './packages-list-importer.ts';
import { pcapdroidCsvImporter } from './pcapdroid-csv-importer.ts';
import { perfettoPacketsImporter } from './perfetto-packets-importer.ts';
import { pirogueAesImporter } from './pirogue-aes-importer.ts';
import { pirogueSocketTraceImporter } from './pirogue-socket-trace-importer.ts';
import { pmListImporter } from './pm-list-importer.ts';
import { procnetImporter } from './procnet-importer.ts';
import { rethinkdnsImporter } from './rethinkdns-importer.ts';
import { ssImporter } from './ss-importer.ts';
import { usagestatsImporter } from './usagestats-importer.ts';

export const IMPORTERS: readonly Importer[] = [
  canonicalSocketImporter,
  procnetImporter,
  ssImporter,
  pcapdroidCsvImporter,
  perfettoPacketsImporter,
  netguardImporter,
  rethinkdnsImporter,
  bccImporter,
  pirogueSocketTraceImporter,
  friTapImporter,
  dpmNetworkImporter,
  intrusionLogImporter,
  amapiImporter,
  canonicalCryptoImporter,
  pirogueAesImporter,
  dexrayInterceptImporter,
  mobsfApiMonitorImporter,
  canonicalStateImporter,
  logcatImporter,
  usagestatsImporter,
  activityProcessesImporter,
  netpolicyImporter,
  connectivityImporter,
  keyLogImporter,
  canonicalAppImporter,
  pmListImporter,
  packagesListImporter,
  dumpsysPackageImporter,
];

export const TELEMETRY_FORMATS: readonly string[] = IMPORTERS.map((importer) => importer.format);

/** The importer that is surest of these lines, or undefined where none recognises them. */
export function sniffImporter(firstLines: readonly string[], fileName: string): Importer | undefined {
  let best: Importer | undefined;
  let bestScore = 0;
  for (const importer of IMPORTERS) {
    const score = importer.sniff(firstLines, fileName);
    if (score > bestScore) {
      best = importer;
      bestScore = score;
    }
  }
  return best;
}

export function importerNamed(format: string): Importer {
  const found = IMPORTERS.find((importer) => importer.format === format.toLowerCase());
  if (found === undefined)
    throw new UserError(
      `--telemetry-format ${JSON.stringify(format)} is unknown: choose ${TELEMETRY_FORMATS.join(', ')}`,
    );
  return found;
}

/** The documentation's table of log formats, Markdown. */
export function importerTable(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  return [
    '| `--telemetry-format` | what it reads | yields | how to get it |',
    '|---|---|---|---|',
    ...IMPORTERS.map(
      (importer) =>
        `| \`${importer.format}\` | ${cell(importer.summary)} | ${importer.yields.join(', ')} | ${sourceCell(importer.source)} |`,
    ),
  ].join('\n');

  function sourceCell(source: string): string {
    return source.startsWith('adb ') ? `\`${cell(source)}\`` : cell(source);
  }
}
