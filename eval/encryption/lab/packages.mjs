// Debian packages of the programs that the lab runs. `npm run eval -- --install` installs what is missing; nothing is started by that.

import { execFileSync } from 'node:child_process';
import { missingCommands } from './programs/context.mjs';

const PACKAGE_OF_COMMAND = {
  '/usr/sbin/sshd': 'openssh-server',
  '7z': 'p7zip-full',
  bzip2: 'bzip2',
  curl: 'curl',
  ffmpeg: 'ffmpeg',
  gpg: 'gpg',
  ip: 'iproute2',
  lz4: 'lz4',
  mosquitto: 'mosquitto',
  mosquitto_pub: 'mosquitto-clients',
  ndpiReader: 'libndpi-bin',
  'obfs-server': 'simple-obfs',
  obfs4proxy: 'obfs4proxy',
  openssl: 'openssl',
  openvpn: 'openvpn',
  'ss-server': 'shadowsocks-libev',
  ssh: 'openssh-client',
  stunnel: 'stunnel4',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  v2ray: 'v2ray',
  wg: 'wireguard-tools',
  'wireguard-go': 'wireguard-go',
  xz: 'xz-utils',
  zstd: 'zstd',
};

/** Installs the packages of missing commands with apt-get; needs root on Debian. */
export function installPrograms() {
  const missing = missingCommands(Object.keys(PACKAGE_OF_COMMAND));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((command) => PACKAGE_OF_COMMAND[command]))];
  console.error(`apt-get install ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync('apt-get', ['update', '-q'], options);
  execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options);
}
