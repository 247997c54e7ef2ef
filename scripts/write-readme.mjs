// `npm run readme`: puts real output into README.md: what the demo prints, a flow of it, and the table of the last bench run.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './steps.mjs';

const FEATURES_SHOWN = [
  'volume.bytes',
  'payload.entropy_bits.orig',
  'payload.entropy_z.orig',
  'message.mode_share.orig',
  'framing.bits.orig',
  'splt.payload_bytes',
];
const REASONS_SHOWN = 2;

const folder = mkdtempSync(join(tmpdir(), 'cipherscope-readme-'));
try {
  const out = join(folder, 'demo');
  const args = ['dist/cli/main.js', 'analyze', 'captures/demo/demo.pcapng', '-t', 'captures/demo/logs', '-o', out];
  const printed = execFileSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '80' },
  });
  let page = readFileSync(join(root, 'README.md'), 'utf8');
  page = replaced(page, 'demo', fenced('text', printed.replaceAll(out, 'out/demo').trimEnd()));
  page = replaced(page, 'flow', fenced('json', JSON.stringify(sampleFlow(out), undefined, 2)));
  const results = join(root, 'bench/results.json');
  if (existsSync(results)) page = replaced(page, 'bench', benchTable(JSON.parse(readFileSync(results, 'utf8'))));
  writeFileSync(join(root, 'README.md'), page);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function sampleFlow(out) {
  const flows = readFileSync(join(out, 'flows.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const flow = flows.find(({ encryption, app }) => encryption.class === 'custom' && app !== undefined);
  const features = Object.fromEntries(
    FEATURES_SHOWN.flatMap((name) => (flow.features[name] === undefined ? [] : [[name, flow.features[name]]])),
  );
  return {
    ...flow,
    encryption: { ...flow.encryption, reasons: flow.encryption.reasons.slice(0, REASONS_SHOWN) },
    features,
  };
}

function benchTable({ machine, rows }) {
  const cell = (value, digits) => (value === undefined || value === null ? '' : value.toFixed(digits));
  const lines = rows.map((row) =>
    [
      row.capture,
      row.command,
      cell(row.seconds, 2),
      cell(row.peakMb, 0),
      cell(row.toCat, 1),
      cell(row.toNdpi, 2),
      cell(row.toTshark, 3),
    ].join(' | '),
  );
  return [
    `Measured by \`npm run bench\` on ${machine.cores} cores (${machine.cpu}), Node ${machine.node}, all programs in the same run:`,
    '',
    '| capture | command | s | peak MB | × cat | × ndpiReader | × tshark |',
    '|---|---|---|---|---|---|---|',
    ...lines.map((line) => `| ${line} |`),
  ].join('\n');
}

function fenced(language, text) {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function replaced(page, name, text) {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md has no ${begin} … ${end}`);
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`;
}
