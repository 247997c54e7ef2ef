// The programs that the lab runs, where Debian has them, and which versions are installed.

import { spawnSync } from 'node:child_process';

const TOOLS = [
  { command: 'ip', packageName: 'iproute2', version: ['-V'] },
  { command: 'nft', packageName: 'nftables', version: ['--version'] },
  { command: 'setpriv', packageName: 'util-linux', version: ['--version'] },
  { command: 'dumpcap', packageName: 'wireshark-common', version: ['--version'] },
  { command: 'tcpdump', packageName: 'tcpdump', version: ['--version'] },
  { command: 'openssl', packageName: 'openssl', version: ['version'] },
  { command: 'curl', packageName: 'curl', version: ['--version'] },
  { command: 'ssh', packageName: 'openssh-client', version: ['-V'] },
  { command: '/usr/sbin/sshd', packageName: 'openssh-server', version: ['-?'] },
  { command: 'sysctl', packageName: 'procps', version: ['--version'] },
];

/** What to install, as a sentence, or undefined where nothing is missing. */
export function missingTools() {
  const missing = TOOLS.filter(({ command, version }) => spawnSync(command, version).error !== undefined);
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.map(({ packageName }) => packageName))].join(' ');
  return `not installed: ${missing.map(({ command }) => command).join(', ')}. On Debian: apt-get install ${packages}`;
}

/** First line that each recording or talking tool says about its version. */
export function toolVersions() {
  const firstLine = ({ command, version }) => {
    const { stdout, stderr } = spawnSync(command, version, { encoding: 'utf8' });
    return `${stdout}${stderr}`.split('\n').find((line) => /\d+\.\d+/.test(line));
  };
  const spoken = TOOLS.filter(({ command }) => !['sysctl', '/usr/sbin/sshd'].includes(command)).map(firstLine);
  return [...spoken, `Node ${process.version}`];
}
