// Rows of socket logs (cipherscope.socket/1) and an app inventory, as files for -t. Times count from the beginning of 2026.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { START_US } from './capture-bytes.ts';

export interface SocketRowText {
  local: string;
  remote: string;
  uid: number;
  /** Seconds. */
  from?: number;
  to?: number;
  transport?: string;
}

export function socketRow({ local, remote, uid, from = 0, to = 60, transport = 'tcp' }: SocketRowText): string {
  const time = (seconds: number) => new Date(START_US / 1000 + seconds * 1000).toISOString();
  const [localIp, localPort] = local.split(':');
  const [remoteIp, remotePort] = remote.split(':');
  return JSON.stringify({
    schema: 'cipherscope.socket/1',
    '@timestamp': time(from),
    'event.action': 'socket_open',
    'event.start': time(from),
    'event.end': time(to),
    'network.transport': transport,
    'source.ip': localIp,
    'source.port': Number(localPort),
    'destination.ip': remoteIp,
    'destination.port': Number(remotePort),
    'android.uid': uid,
  });
}

/** Writes logs into a folder of their own below `folder`; returns its path for -t. */
export function logFolder(folder: string, files: Record<string, readonly string[] | Uint8Array>): string {
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  for (const [name, lines] of Object.entries(files)) {
    writeFileSync(join(logs, name), lines instanceof Uint8Array ? lines : `${lines.join('\n')}\n`);
  }
  return logs;
}
