// `node bench/import.mjs [--lines N]`: a million lines of each log format, made here, imported by the built reader in a process of its own.
// Prints a table of time and peak memory and writes bench/import-results.json. On a machine that does other things, believe the processor's time.

import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureMedian } from './measure.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'bench/.cache/logs');
const lines = Number(process.argv[process.argv.indexOf('--lines') + 1]) || 1_000_000;
const runs = Number(process.argv[process.argv.indexOf('--runs') + 1]) || 3;
const START_MS = Date.UTC(2026, 0, 1);

const READER = `
const { readTelemetry } = await import(${JSON.stringify(join(root, 'dist/telemetry/telemetry-reader.js'))});
const { joinTelemetry } = await import(${JSON.stringify(join(root, 'dist/telemetry/telemetry-join.js'))});
const telemetry = await readTelemetry([process.argv[1]], { logTimeUs: ${START_MS * 1000}, deviceTz: 'UTC' });
joinTelemetry([], telemetry);
let events = 0;
for (const _ of telemetry.events.select({ uid: 10007 })) events++;
const [file] = telemetry.files;
console.log(JSON.stringify({ format: file.format, records: file.records, rejected: file.rejected, events, cpu_s: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6 }));
`;

/** Line `i` of each format; what varies in a real log varies here. */
const FORMATS = {
  'logcat-events': (i) => {
    const time = ((START_MS + i * 20) / 1000).toFixed(3);
    const uid = 10000 + (i % 300);
    const pid = 2000 + (i % 9000);
    switch (i % 5) {
      case 0:
        return `${time}  1000  1409  4452 I am_proc_start: [0,${pid},${uid},com.example.app${i % 300}:sync,broadcast,{com.example.app${i % 300}/.Receiver}]`;
      case 1:
        return `${time}  1000  1409  4452 I am_uid_active: ${uid}`;
      case 2:
        return `${time}  1000  1409  4452 I wm_set_resumed_activity: [0,com.example.app${i % 300}/.Main,resumeTopActivity]`;
      case 3:
        return `${time}  1000  1409  4452 I am_proc_died: [0,${pid},com.example.app${i % 300},900,19]`;
      default:
        return `${time}  1000  1409  4452 I am_pss: [${pid},${uid},com.example,1,2,3,4,5,6,7]`;
    }
  },
  'intrusion-log': (i) => {
    const ms = START_MS + i * 20;
    if (i % 3 === 0)
      return `{"connect_event":{"event_time":${ms},"ip_address":"/203.0.${i % 250}.${(i >> 8) % 250}","port":443,"package_name":"com.example.app${i % 300}"}}`;
    if (i % 3 === 1)
      return `{"dns_event":{"event_time":${ms},"hostname":"h${i % 5000}.example","ip_addresses":["/203.0.${i % 250}.${(i >> 8) % 250}"],"ip_addresses_count":1,"package_name":"com.example.app${i % 300}"}}`;
    return `{"security_event":{"event_id":${i},"event_time":${ms}000123,"key_generated":{"success":true,"key_id":"k${i % 1000}","uid":${10000 + (i % 300)}}}}`;
  },
  procnet: (i) => {
    if (i % 200 === 0) return `### ${(START_MS + i * 5) / 1000}`;
    if (i % 200 === 1) return '# tcp6';
    const port = (32768 + ((i * 7) % 28000)).toString(16).toUpperCase();
    return `  ${i % 200}: 0000000000000000FFFF00000F02000A:${port} 0000000000000000FFFF000007${(i % 200).toString(16).padStart(2, '0').toUpperCase()}00CB:01BB 01 00000000:00000000 00:00000000 00000000 ${10000 + (i % 300)}        0 ${60000 + ((i * 7) % 28000)} 1 0000000000000000 20 4 30 10 -1`;
  },
  crypto: (i, hash = createHash('sha256').update(String(i)).digest('hex')) =>
    `{"schema":"cipherscope.crypto/1","@timestamp":${START_MS + i * 20},"event.action":"cipher_final","android.uid":${10000 + (i % 300)},"process.pid":4211,"crypto.class":"symmetric","crypto.operation":"encrypt","crypto.transformation":"AES/GCM/NoPadding","crypto.input.bytes":49,"crypto.output.bytes":65,"crypto.output.prefix":"${hash.slice(0, 32)}","crypto.output.sha256":"${hash}"}`,
};

mkdirSync(cache, { recursive: true });
const rows = [];
for (const [name, lineOf] of Object.entries(FORMATS)) {
  const path = join(cache, `${name}.log`);
  await write(path, lineOf);
  const run = await measureMedian(runs, process.execPath, ['--input-type=module', '-e', READER, path]);
  const read = JSON.parse(run.stdout);
  rows.push({
    log: name,
    format: read.format,
    lines,
    megabytes: Math.round(statSync(path).size / 1e5) / 10,
    records: read.records,
    rejected: read.rejected,
    seconds: Math.round(run.seconds * 100) / 100,
    lines_per_second: Math.round(lines / run.seconds),
    cpu_seconds: Math.round(read.cpu_s * 100) / 100,
    load_average: Math.round(loadavg()[0] * 10) / 10,
    cores: cpus().length,
    peak_mb: Math.round(run.peakMb),
  });
}
if (!process.argv.includes('--keep')) rmSync(cache, { recursive: true });
writeFileSync(join(root, 'bench/import-results.json'), `${JSON.stringify(rows, undefined, 2)}\n`);
console.log('| log | lines | MB | records | s | CPU s | lines/s | peak MB |\n|---|---|---|---|---|---|---|---|');
for (const row of rows)
  console.log(
    `| ${row.log} | ${row.lines} | ${row.megabytes} | ${row.records} | ${row.seconds} | ${row.cpu_seconds} | ${row.lines_per_second} | ${row.peak_mb} |`,
  );

async function write(path, lineOf) {
  const out = createWriteStream(path);
  let block = '';
  for (let i = 0; i < lines; i++) {
    block += `${lineOf(i)}\n`;
    if (block.length > 1 << 20) {
      if (!out.write(block)) await new Promise((resolve) => out.once('drain', resolve));
      block = '';
    }
  }
  await new Promise((resolve) => out.end(block, resolve));
}
