// Settings and provenance of the HTML report: which tool, which settings, which files, with their hashes. Nothing of the machine it ran on.

import { unreadRest } from './early-stop.ts';
import { counted, humanBytes, humanCount } from './human-number.ts';
import type { CaptureManifest, ManifestRecord, TelemetryManifest } from './manifest-record.ts';
import { packetFaults } from './packet-faults.ts';
import { htmlText, truncateText } from './safe-text.ts';

const FILES_SHOWN = 200;
const SETTING_CELLS = 300;

export function settingsSection(manifest: ManifestRecord): string {
  const settings = flattened(manifest.config).map(([key, value]) =>
    entry(`<code>${text(key)}</code>`, `<code>${text(value)}</code>`),
  );
  const counters = Object.entries(manifest.counts).map(([name, count]) =>
    entry(text(name.replaceAll('_', ' ')), humanCount(count)),
  );
  return `<section id="settings" aria-labelledby="settings-title">
<h2 id="settings-title">Settings and provenance</h2>
<dl class="settings">
${entry('Made by', `cipherscope ${text(manifest.tool_version)}, records of schema ${text(manifest.schema_version)}`)}
${entry('Settings SHA-256', `<code>${text(manifest.config_sha256)}</code>`)}
${manifest.captures.slice(0, FILES_SHOWN).map(captureEntry).join('\n')}
${manifest.telemetry.slice(0, FILES_SHOWN).map(telemetryEntry).join('\n')}
</dl>
<details><summary>${counted(settings.length, 'setting')}</summary><dl class="settings">
${settings.join('\n')}
</dl></details>
<details><summary>${counted(counters.length, 'counter')}</summary><dl class="settings">
${counters.join('\n')}
</dl></details>
</section>`;
}

function captureEntry(capture: CaptureManifest): string {
  const { stop } = capture;
  const damage =
    'offset' in stop
      ? `, <b class="gap">${'read_on' in stop ? 'damaged, and read on behind,' : 'ends early'} at byte ${humanCount(stop.offset)}: ${text([stop.reason, ...unreadRest(capture)].join('; '))}</b>`
      : '';
  const lost = Object.entries(capture.not_decoded).filter(([, packets]) => packets > 0);
  const faults = packetFaults(capture).map((fault) => `, <b class="gap">${text(fault)}</b>`);
  const facts = [
    text(capture.format),
    `${counted(capture.packets, 'packet')}`,
    humanBytes(capture.bytes),
    `link type ${text(capture.link_types.join(', ') || 'unknown')}`,
    `times in ${text(capture.resolution)}`,
    `provenance ${text(capture.provenance)}`,
    ...(capture.joined === undefined ? [] : [`${counted(capture.joined.files, 'pcap file')} one behind the other`]),
    ...lost.map(([why, packets]) => `${humanCount(packets)} ${text(why.replaceAll('_', ' '))}`),
  ];
  return entry(
    `Capture <code>${text(capture.file)}</code>`,
    `${facts.join(', ')}${damage}${faults.join('')}${hash(capture.sha256)}`,
  );
}

function telemetryEntry(log: TelemetryManifest): string {
  const { clock } = log;
  const facts = [
    text(log.format),
    counted(log.records, 'record'),
    `${humanCount(log.rejected)} rejected`,
    clockWords(clock),
  ];
  return entry(`Log <code>${text(log.file)}</code>`, `${facts.join(', ')}${hash(log.sha256)}`);
}

function clockWords({ offset_ms, residual_ms, uncertainty_ms, drift_ppm, method, pairs }: Clock): string {
  if (method === 'not_used') return 'no times used';
  const within = uncertainty_ms ?? residual_ms;
  const about = within === undefined ? '' : ` ± ${within} ms`;
  const drift = drift_ppm === undefined ? '' : `, drifting by ${drift_ppm} ppm`;
  const shift = `clock ${offset_ms >= 0 ? '+' : '−'}${Math.abs(offset_ms)} ms${about}${drift}`;
  const over = pairs === 0 ? '' : ` over ${counted(pairs, 'pair')}`;
  return `${shift}, ${text(CLOCK_METHODS[method] ?? `by ${method}`)}${over}`;
}

type Clock = TelemetryManifest['clock'];

/** How the log's clock was held against the capture's; the names of the record in words. */
const CLOCK_METHODS: Readonly<Record<string, string>> = {
  flag: 'as --clock-offset says',
  'syn-median': 'by the starts of connections',
  'poll-constraints': 'by when connections were polled',
  'overlap-search': 'by the best overlap',
  inherited: 'as in the other logs of the device',
  assumed: 'assumed',
};

function hash(sha256: string | undefined): string {
  return sha256 === undefined ? '' : `<br><span class="muted">SHA-256</span> <code>${text(sha256)}</code>`;
}

/** `periodicity.minimum_flows` → `8`: nested settings as dotted keys. */
function flattened(config: Record<string, unknown>, prefix = '', depth = 0): [string, string][] {
  return Object.entries(config).flatMap(([key, value]): [string, string][] => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value) && depth < 8;
    return nested
      ? flattened(value as Record<string, unknown>, name, depth + 1)
      : [[name, typeof value === 'string' ? value : String(JSON.stringify(value))]];
  });
}

function entry(term: string, description: string): string {
  return `<dt>${term}</dt><dd>${description}</dd>`;
}

function text(value: string): string {
  return htmlText(truncateText(value, SETTING_CELLS));
}
