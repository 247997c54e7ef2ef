// Two network namespaces joined by a veth pair: the device and everything it talks to. Nothing leaves them and nothing else is touched.
// Names carry our process id; `close` removes exactly what `open` made, and ends only processes that live inside these two namespaces.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPS, DEVICE, SERVICES } from './plan.mjs';

const DEVICE_SPACE = `cipherscope-device-${process.pid}`;
const SERVER_SPACE = `cipherscope-server-${process.pid}`;
const ETC_NETNS = '/etc/netns';
const RUN_SSHD = '/run/sshd';
const NFLOG_GROUP = 5;

/** Builds the lab's network; returns the namespaces' names and the interface to capture on. */
export function openNetwork({ apps, services } = { apps: APPS, services: SERVICES }) {
  ip('netns', 'add', DEVICE_SPACE);
  ip('netns', 'add', SERVER_SPACE);
  writeNamespaceFiles(apps);
  ip('-n', DEVICE_SPACE, 'link', 'add', 'dev0', 'type', 'veth', 'peer', 'name', 'peer0', 'netns', SERVER_SPACE);
  // Segmentation offload would show frames of up to 64 KiB that never were on a wire.
  ip('-n', DEVICE_SPACE, 'link', 'set', 'dev0', 'address', DEVICE.mac, 'gso_max_segs', '1');
  ip('-n', SERVER_SPACE, 'link', 'set', 'peer0', 'address', DEVICE.gatewayMac, 'gso_max_segs', '1');
  addressDevice();
  addressServers(services);
  logOwnersOfOutgoingPackets();
  return { deviceSpace: DEVICE_SPACE, serverSpace: SERVER_SPACE, device: 'dev0', nflogGroup: NFLOG_GROUP };
}

/** Ends what still runs inside the two namespaces, then removes them. Safe to call when `openNetwork` failed half way. */
export function closeNetwork() {
  for (const space of [DEVICE_SPACE, SERVER_SPACE]) {
    for (const pid of quietly(() => ip('netns', 'pids', space))
      ?.split(/\s+/)
      .filter(Boolean) ?? []) {
      quietly(() => process.kill(Number(pid), 'SIGKILL'));
    }
    quietly(() => ip('netns', 'del', space));
    rmSync(join(ETC_NETNS, space), { recursive: true, force: true });
  }
  quietly(() => rmdirSync(ETC_NETNS));
  quietly(() => readdirSync(RUN_SSHD).length === 0 && madeRunSshd && rmdirSync(RUN_SSHD));
}

/** A setting of the device's kernel, for a lab that wants another than usual. */
export function setDeviceLimit(name, value) {
  within(DEVICE_SPACE, 'sysctl', '-q', '-w', `${name}=${value}`);
}

let madeRunSshd = false;

// `ip netns exec` mounts these files over /etc inside the namespace: ssh wants a name for its UID, sshd an account to log in to.
function writeNamespaceFiles(apps) {
  const root = 'root:x:0:0:root:/root:/bin/sh\n';
  const accounts = apps.map(({ uid }) => `u0_a${uid % 10000}:x:${uid}:${uid}::/nonexistent:/bin/sh\n`);
  writeEtc(DEVICE_SPACE, 'passwd', root + accounts.join(''));
  writeEtc(DEVICE_SPACE, 'resolv.conf', `nameserver ${DEVICE.resolver}\noptions timeout:2 attempts:2\n`);
  writeEtc(
    SERVER_SPACE,
    'passwd',
    `${root}sshd:x:20000:20000::/run/sshd:/bin/false\nguest:x:20001:20001::/tmp:/bin/sh\nnobody:x:65534:65534::/nonexistent:/bin/false\n`,
  );
  madeRunSshd = mkdirSync(RUN_SSHD, { recursive: true, mode: 0o755 }) !== undefined;
}

function writeEtc(space, file, text) {
  mkdirSync(join(ETC_NETNS, space), { recursive: true });
  writeFileSync(join(ETC_NETNS, space, file), text);
}

function addressDevice() {
  const inDevice = (...args) => ip('-n', DEVICE_SPACE, ...args);
  inDevice('address', 'add', `${DEVICE.ipv4}/24`, 'dev', 'dev0');
  inDevice('address', 'add', `${DEVICE.ipv6}/64`, 'dev', 'dev0', 'nodad');
  inDevice('link', 'set', 'lo', 'up');
  inDevice('link', 'set', 'dev0', 'up');
  inDevice('route', 'add', 'default', 'via', DEVICE.gatewayIpv4);
  inDevice('-6', 'route', 'add', 'default', 'via', DEVICE.gatewayIpv6);
  // Every TIME_WAIT row stands in the socket log for a minute; one at a time says as much as twenty.
  within(DEVICE_SPACE, 'sysctl', '-q', '-w', 'net.ipv4.tcp_max_tw_buckets=1');
}

function addressServers(services) {
  const inServer = (...args) => ip('-n', SERVER_SPACE, ...args);
  inServer('address', 'add', `${DEVICE.gatewayIpv4}/24`, 'dev', 'peer0');
  inServer('address', 'add', `${DEVICE.resolver}/24`, 'dev', 'peer0');
  inServer('address', 'add', `${DEVICE.gatewayIpv6}/64`, 'dev', 'peer0', 'nodad');
  inServer('link', 'set', 'lo', 'up');
  inServer('link', 'set', 'peer0', 'up');
  const addresses = new Set(Object.values(services).map((service) => service.ip));
  addresses.delete(DEVICE.resolver);
  for (const address of addresses) {
    if (address.includes(':')) inServer('address', 'add', `${address}/128`, 'dev', 'lo', 'nodad');
    else inServer('address', 'add', `${address}/32`, 'dev', 'lo');
  }
  within(SERVER_SPACE, 'sysctl', '-q', '-w', 'net.ipv4.ip_unprivileged_port_start=0');
}

// The kernel itself names the owner of each outgoing packet (NFULA_UID): the truth against which attribution is measured.
// Queue threshold 1: each packet is handed over at once, else up to a second's worth would share one time stamp.
function logOwnersOfOutgoingPackets() {
  const hook = 'type filter hook output priority 0;';
  const rule = `meta l4proto { tcp, udp } log group ${NFLOG_GROUP} snaplen 100 queue-threshold 1;`;
  within(DEVICE_SPACE, 'nft', `table inet truth { chain output { ${hook} ${rule} }; }`);
}

function within(space, ...command) {
  return ip('netns', 'exec', space, ...command);
}

function ip(...args) {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function quietly(step) {
  try {
    return step();
  } catch {
    return undefined;
  }
}
