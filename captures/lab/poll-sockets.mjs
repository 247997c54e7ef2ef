// Writes the kernel's socket tables to stdout every few hundred milliseconds, in the grammar that cipherscope reads:
// `### EPOCH boot=UPTIME`, then `# tcp`, `# tcp6`, `# udp`, `# udp6`, each followed by that table as the kernel prints it.
// Usage: node poll-sockets.mjs INTERVAL_MS. The tables belong to the network namespace the process was started in.

import { readFileSync, writeSync } from 'node:fs';

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'];
const intervalMs = Number(process.argv[2]);

function poll() {
  const boot = readFileSync('/proc/uptime', 'utf8').split(' ')[0];
  let snapshot = `### ${(Date.now() / 1000).toFixed(3)} boot=${boot}\n`;
  for (const table of TABLES) {
    // The kernel pads rows with blanks to a fixed width; they say nothing and would only make the log longer.
    const rows = readFileSync(`/proc/net/${table}`, 'utf8').replace(/ +$/gm, '');
    snapshot += `# ${table}\n${rows}`;
  }
  writeSync(1, snapshot);
}

poll();
setInterval(poll, intervalMs);
process.on('SIGTERM', () => process.exit(0));
