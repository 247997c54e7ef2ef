// The README beside a capture that the lab made: how, with which tools, what is in it, and what it is not. Written by the run itself, so it is true of it.

import { release } from 'node:os';
import { toolVersions } from './lab-tools.mjs';
import { APPS, DEVICE, REUSED_LOCAL_PORT } from './plan.mjs';

/** Markdown for a run with these `options`, result `files` (name to content) and truth `rows`. */
export function readmeOf({ options, files, rows }) {
  const out = options.out;
  return `# A capture from a real lab

Made by \`npm run lab -- --out ${out} --seconds ${options.seconds} --poll-ms ${options['poll-ms']}\` (as root), that is
\`node captures/lab/make-lab.mjs\` with the same arguments. Times, ports, keys and jitter differ from run to run; what talks to what does not.

Real programs under different UIDs, in a network namespace of their own, talked to real servers in another one. \`dumpcap\` recorded the
device's side of the veth pair, \`/proc/net/{tcp,tcp6,udp,udp6}\` was read every ${options['poll-ms']} ms, and the kernel's packet log
(NFLOG, attribute NFULA_UID) named the owner of every outgoing packet: that, and not the polls, is \`truth.tsv\`.

| file | what | bytes |
|---|---|---|
${Object.entries(files)
  .map(([name, content]) => `| \`${name}\` | ${MEANING[name]} | ${Buffer.byteLength(content)} |\n`)
  .join('')}
## Who talks

${rows.length} flows of the device's programs; \`class\` is what the program was written to send.

| UID | package | program (\`captures/lab/apps/\`) | flows by intended class |
|---|---|---|---|
${APPS.map((app) => `| ${app.uid} | ${app.package ?? '(no package)'} | \`${app.program}\` | ${classesOf(app.uid, rows)} |\n`).join('')}
* Two UIDs use local port ${REUSED_LOCAL_PORT} towards the same server, half a minute apart: the same five-tuple, two owners.
* The game's UDP socket is never connected: its row in \`/proc/net/udp\` has no remote address.
* Java-like programs use IPv6 sockets for IPv4 peers, as on Android: their rows are in \`tcp6\` as \`::ffff:a.b.c.d\`.
* Questions to the DNS server come from UID 1051 on behalf of all apps, but for one that the browser asks itself.
* Sockets that live shorter than the poll interval are missing in \`procnet.log\`: most DNS questions, and TLS towards \`s_server\`.
* Crypto calls were logged inside two programs (UIDs 10103 and 10105) only; about the others \`logs/crypto.ndjson\` says nothing.
* \`logs/state.ndjson\` is what each program says of itself: its process is real, when somebody would look at it is the lab's plan.

## What it is not

No Android device or emulator was involved: addresses (${DEVICE.ipv4}, ${DEVICE.ipv6}), UIDs and package names are chosen as on an
Android emulator, the kernel and programs are those of a Linux machine. The link has no latency and loses nothing, checksums of outgoing
packets are unset (offload), and at most one socket stays in TIME_WAIT. Linux programs are in no foreground or background:
the states in \`logs/state.ndjson\` are declared, not observed.

## Tools

Linux ${release()}
${toolVersions()
  .map((line) => `* ${line}\n`)
  .join('')}
## Licence

All of it was made by this project, for this project, and is under the project's own licence. Nobody else's traffic, names or addresses
are in it: names end in \`.example\` (RFC 2606), server addresses are from the documentation ranges (RFC 5737, RFC 3849). Keys were thrown
away after the run.
`;
}

const MEANING = {
  'demo.pcapng': 'the capture, Ethernet, nanoseconds',
  'logs/procnet.log': "polls of the kernel's socket tables",
  'logs/packages.txt': 'inventory in the form of `pm list packages -U`',
  'logs/crypto.ndjson': 'crypto calls of two programs, `cipherscope.crypto/1`',
  'logs/state.ndjson': 'processes and states of the programs, `cipherscope.state/1`',
  'truth.tsv': 'one row a flow: tuple, first and last outgoing packet, owner by the kernel, intended class',
};

function classesOf(uid, rows) {
  const counts = new Map();
  for (const row of rows) if (row.uid === uid) counts.set(row.class, (counts.get(row.class) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}
