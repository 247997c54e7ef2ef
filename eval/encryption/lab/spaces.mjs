// Two network namespaces joined by a veth pair: a device, and one server address for every capture. Nothing leaves them.
// Names carry our process id; `closeSpaces` removes what `openSpaces` made, and ends only what lives inside these two.

import { execFileSync } from 'node:child_process';

const DEVICE_SPACE = `cipherscope-eval-device-${process.pid}`;
const SERVER_SPACE = `cipherscope-eval-server-${process.pid}`;
export const DEVICE_ADDRESS = '10.77.255.2';

/** `addresses`: those of the servers, inside 10.77.0.0/16. */
export function openSpaces(addresses) {
  ip('netns', 'add', DEVICE_SPACE);
  ip('netns', 'add', SERVER_SPACE);
  ip('-n', DEVICE_SPACE, 'link', 'add', 'dev0', 'type', 'veth', 'peer', 'name', 'peer0', 'netns', SERVER_SPACE);
  // Segmentation offload would show frames of up to 64 KiB that never were on a wire.
  ip('-n', DEVICE_SPACE, 'link', 'set', 'dev0', 'gso_max_segs', '1');
  ip('-n', SERVER_SPACE, 'link', 'set', 'peer0', 'gso_max_segs', '1');
  ip('-n', DEVICE_SPACE, 'address', 'add', `${DEVICE_ADDRESS}/16`, 'dev', 'dev0');
  for (const address of addresses) ip('-n', SERVER_SPACE, 'address', 'add', `${address}/16`, 'dev', 'peer0');
  for (const [space, link] of [
    [DEVICE_SPACE, 'dev0'],
    [SERVER_SPACE, 'peer0'],
  ]) {
    ip('-n', space, 'link', 'set', 'lo', 'up');
    ip('-n', space, 'link', 'set', link, 'up');
  }
  ip('netns', 'exec', SERVER_SPACE, 'sysctl', '-q', '-w', 'net.ipv4.ip_unprivileged_port_start=0');
  return { device: DEVICE_SPACE, server: SERVER_SPACE, link: 'dev0' };
}

export function closeSpaces() {
  for (const space of [DEVICE_SPACE, SERVER_SPACE]) {
    const pids =
      quietly(() => ip('netns', 'pids', space))
        ?.split(/\s+/)
        .filter(Boolean) ?? [];
    for (const pid of pids) quietly(() => process.kill(Number(pid), 'SIGKILL'));
    quietly(() => ip('netns', 'del', space));
  }
}

export function ip(...args) {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function quietly(step) {
  try {
    return step();
  } catch {
    return undefined;
  }
}
