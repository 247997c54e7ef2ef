// Makes the demo capture, for real: two network namespaces, real programs under Android-like UIDs talking to real servers, dumpcap writing
// pcapng, /proc/net polled, and the kernel's own word (NFLOG) on who owned each socket. Needs root; everything is taken down again at the end.
// Usage: node captures/lab/make-lab.mjs [--out out/lab] [--seconds 75] [--poll-ms 350]

import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCredentials } from './credentials.mjs';
import { missingTools } from './lab-tools.mjs';
import { closeNetwork, openNetwork } from './network.mjs';
import { APPS, SERVICES, SILENT_PACKAGES } from './plan.mjs';
import { after, asUser, saying, start, stop, stopAll } from './processes.mjs';
import { readmeOf } from './readme.mjs';
import { truthRows, truthTable } from './truth.mjs';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: 'out/lab' },
    seconds: { type: 'string', default: '75' },
    'poll-ms': { type: 'string', default: '350' },
  },
});
const LAST_APP_MS = 20_000;
const LEAD_IN_MS = 1_000;

const obstacle = process.getuid() === 0 ? missingTools() : 'network namespaces need root: run it with sudo.';
if (obstacle !== undefined) {
  console.error(obstacle);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'cipherscope-lab-'));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => takeDown().then(() => process.exit(130)));
}
try {
  await runLab();
} catch (error) {
  console.error(`lab: ${error.stack}`);
  process.exitCode = 1;
} finally {
  await takeDown();
}

async function runLab() {
  prepareFolder();
  const network = openNetwork();
  const { serverUid } = makeCredentials(folder);
  await startServers(network, serverUid);
  const recorders = await startRecorders(network);
  await after(LEAD_IN_MS);
  await runApps(network);
  await after(LEAD_IN_MS);
  for (const recorder of recorders) await stop(recorder);
  writeResults();
}

// A copy of the programs that every UID may read, wherever the repository stands, and one folder that every UID may write.
function prepareFolder() {
  chmodSync(folder, 0o755);
  cpSync(import.meta.dirname, folder, { recursive: true });
  mkdirSync(join(folder, 'run'));
  chmodSync(join(folder, 'run'), 0o1777);
}

async function startServers({ serverSpace }, serverUid) {
  const env = { LAB_FOLDER: folder };
  const servers = start('servers', serverSpace, asUser(serverUid, process.execPath, join(folder, 'servers.mjs')), {
    env,
  });
  const { ip, port } = SERVICES.shop;
  const certificate = ['-cert', join(folder, 'server/certificate.pem'), '-key', join(folder, 'server/key.pem')];
  const shop = ['openssl', 's_server', '-quiet', '-www', '-accept', `${ip}:${port}`, ...certificate];
  start('s_server', serverSpace, asUser(serverUid, ...shop));
  start('sshd', serverSpace, ['/usr/sbin/sshd', '-D', '-e', '-f', join(folder, 'sshd/config')]);
  await saying(servers, 'ready');
}

async function startRecorders({ deviceSpace, device, nflogGroup }) {
  const poll = [process.execPath, join(folder, 'poll-sockets.mjs'), options['poll-ms']];
  const poller = start('poller', deviceSpace, poll, { stdoutFile: join(folder, 'procnet.log') });
  const dumpcap = start('dumpcap', deviceSpace, ['dumpcap', '-q', '-i', device, '-w', join(folder, 'demo.pcapng')]);
  const nflog = ['tcpdump', '-Z', 'root', '-i', `nflog:${nflogGroup}`, '-U', '-w', join(folder, 'nflog.pcap')];
  const owners = start('tcpdump', deviceSpace, nflog);
  await Promise.all([saying(dumpcap, 'File: '), saying(owners, 'listening on')]);
  return [dumpcap, owners, poller];
}

async function runApps({ deviceSpace }) {
  const startMs = Date.now() + LEAD_IN_MS;
  const endMs = startMs + Number(options.seconds) * 1000;
  const env = { LAB_FOLDER: folder, LAB_START_MS: String(startMs), LAB_END_MS: String(endMs) };
  const life = join(folder, 'apps', 'life.mjs');
  const launch = ({ uid, program }) =>
    start(program, deviceSpace, asUser(uid, process.execPath, '--import', life, join(folder, 'apps', program)), {
      env,
    });
  const [daemon, ...apps] = APPS;
  const resolver = launch(daemon);
  await saying(resolver, 'ready');
  const succeed = async ({ name, exit }) => {
    if ((await exit) !== 0) throw new Error(`${name} failed`);
  };
  const allEnded = Promise.all(apps.map(launch).map(succeed));
  if ((await Promise.race([allEnded, after(endMs + LAST_APP_MS - Date.now(), 'late')])) === 'late') {
    throw new Error('an app did not end in time');
  }
  await stop(resolver);
}

function writeResults() {
  const out = resolve(options.out);
  const rows = truthRows(join(folder, 'nflog.pcap'));
  const owners = [...APPS, ...SILENT_PACKAGES].filter((app) => app.package !== undefined);
  const files = {
    'demo.pcapng': readFileSync(join(folder, 'demo.pcapng')),
    'logs/procnet.log': readFileSync(join(folder, 'procnet.log')),
    'logs/packages.txt': owners.map(({ uid, package: name }) => `package:${name} uid:${uid}\n`).join(''),
    'logs/crypto.ndjson': ownLog('crypto'),
    'logs/state.ndjson': ownLog('state'),
    'truth.tsv': truthTable(rows),
  };
  mkdirSync(join(out, 'logs'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(out, name), content);
  writeFileSync(join(out, 'README.md'), readmeOf({ files, rows, options }));
  console.error(`${out}: ${rows.length} flows of ${new Set(rows.map(({ uid }) => uid)).size} UIDs`);
}

/** What the programs wrote about themselves, of all UIDs. */
function ownLog(kind) {
  const paths = APPS.map(({ uid }) => join(folder, `run/${kind}-${uid}.ndjson`)).filter(existsSync);
  return inTimeOrder(paths.flatMap((path) => readFileSync(path, 'utf8').trim().split('\n')));
}

function inTimeOrder(lines) {
  const time = (line) => JSON.parse(line)['@timestamp'];
  return lines
    .toSorted((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0))
    .map((line) => `${line}\n`)
    .join('');
}

async function takeDown() {
  await stopAll();
  closeNetwork();
  rmSync(folder, { recursive: true, force: true });
}
