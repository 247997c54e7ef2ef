// Makes one lab of the crowd, for real: the lab's two network namespaces, real processes under real UIDs, dumpcap, polls of /proc/net, NFLOG.
// Usage: node eval/crowd/make-crowd.mjs --out DIR --seconds 75 --poll-ms 500. Needs root; takes everything down again.

import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { closeNetwork, openNetwork, setDeviceLimit } from '../../captures/lab/network.mjs';
import { after, asUser, saying, start, stop, stopAll } from '../../captures/lab/processes.mjs';
import { ownerRows, truthTable } from '../../captures/lab/truth.mjs';
import { APPS, EPHEMERAL_PORTS, RESOLVER_UID, SERVICES } from './plan.mjs';

const { values: options } = parseArgs({
  options: { out: { type: 'string' }, seconds: { type: 'string' }, 'poll-ms': { type: 'string' } },
});
const LEAD_IN_MS = 1_000;
const LAST_APP_MS = 30_000;
const SERVER_UID = 20_100;
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cipherscope-crowd-'));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => takeDown().then(() => process.exit(130)));
try {
  await runCrowd();
} catch (error) {
  console.error(`lab: ${error.stack}`);
  process.exitCode = 1;
} finally {
  await takeDown();
}

async function runCrowd() {
  // As in the lab: a copy that every UID may read, a folder that every UID may write.
  chmodSync(folder, 0o755);
  for (const part of ['captures/lab', 'eval/crowd']) cpSync(join(root, part), join(folder, part), { recursive: true });
  mkdirSync(join(folder, 'run'));
  chmodSync(join(folder, 'run'), 0o1777);
  const network = openNetwork({ apps: APPS, services: SERVICES });
  setDeviceLimit('net.ipv4.ip_local_port_range', EPHEMERAL_PORTS);
  const program = (name) => [process.execPath, join(folder, name)];
  const servers = start('servers', network.serverSpace, asUser(SERVER_UID, ...program('eval/crowd/servers.mjs')));
  await saying(servers, 'ready');
  const poll = [...program('captures/lab/poll-sockets.mjs'), options['poll-ms']];
  const poller = start('poller', network.deviceSpace, poll, { stdoutFile: join(folder, 'procnet.log') });
  const capture = ['dumpcap', '-q', '-i', network.device, '-w', join(folder, 'demo.pcapng')];
  const dumpcap = start('dumpcap', network.deviceSpace, capture);
  const nflog = ['tcpdump', '-Z', 'root', '-i', `nflog:${network.nflogGroup}`, '-U', '-w', join(folder, 'nflog.pcap')];
  const owners = start('tcpdump', network.deviceSpace, nflog);
  await Promise.all([saying(dumpcap, 'File: '), saying(owners, 'listening on')]);
  await runApps(network, program);
  await after(LEAD_IN_MS);
  for (const recorder of [dumpcap, owners, poller]) await stop(recorder);
  writeResults();
}

async function runApps({ deviceSpace }, program) {
  const startMs = Date.now() + 2 * LEAD_IN_MS;
  const endMs = startMs + Number(options.seconds) * 1000;
  const env = { LAB_FOLDER: folder, LAB_START_MS: String(startMs), LAB_END_MS: String(endMs) };
  const launch = (uid, name) => start(name, deviceSpace, asUser(uid, ...program(name)), { env });
  const resolver = launch(RESOLVER_UID, 'captures/lab/apps/resolver-daemon.mjs');
  await saying(resolver, 'ready');
  const ended = Promise.all(APPS.map(({ uid }) => launch(uid, 'eval/crowd/app.mjs').exit));
  if ((await Promise.race([ended, after(endMs + LAST_APP_MS - Date.now(), 'late')])) === 'late')
    throw new Error('an app did not end in time');
  await stop(resolver);
}

function writeResults() {
  const out = resolve(options.out);
  mkdirSync(join(out, 'logs'), { recursive: true });
  const told = APPS.map(({ uid }) => join(folder, `run/network-${uid}.ndjson`)).filter(existsSync);
  const files = {
    'demo.pcapng': readFileSync(join(folder, 'demo.pcapng')),
    'logs/procnet.log': readFileSync(join(folder, 'procnet.log')),
    'network.ndjson': told.map((path) => readFileSync(path, 'utf8')).join(''),
    'packages.txt': APPS.map(({ uid, package: name }) => `package:${name} uid:${uid}\n`).join(''),
    'truth.tsv': truthTable(
      ownerRows(join(folder, 'nflog.pcap'))
        .filter(({ uid }) => uid !== undefined)
        .map(withProgram),
    ),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(out, name), content);
}

function withProgram(row) {
  const name = APPS.find(({ uid }) => uid === row.uid)?.package;
  return { ...row, package: name ?? '-', program: name ?? 'resolver-daemon.mjs', class: '-' };
}

async function takeDown() {
  await stopAll();
  closeNetwork();
  rmSync(folder, { recursive: true, force: true });
}
