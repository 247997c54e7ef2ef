// Programs of standard protocols: stunnel (TLS), sshd, OpenSSL's DTLS, and Mosquitto, whose messages are sealed or not.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../../../../captures/lab/processes.mjs';
import { jsonText, plainBytes } from '../content.mjs';
import { seal } from '../protocols/sealing.mjs';
import { drawSize } from '../random.mjs';
import { TARGET_PORT, visitThrough, withPrograms } from './context.mjs';

const KEY = createHash('sha256').update('a key for topics').digest();

export const stunnel = {
  needs: ['stunnel', 'openssl', 'curl'],
  async run({ spaces, capture, folder, ...rest }) {
    const { address, port, localPort, params, name } = capture;
    const { key, cert } = selfSigned(folder, name);
    const config = (side, lines) => {
      const file = join(folder, `${name}-${side}.conf`);
      const head = ['foreground = yes', 'debug = 0', `pid = ${join(folder, `${name}-${side}.pid`)}`, `[${side}]`];
      writeFileSync(file, [...head, ...lines, `sslVersion = ${params.version}`, ''].join('\n'));
      return file;
    };
    const server = config('server', [
      `accept = ${address}:${port}`,
      `connect = 127.0.0.1:${TARGET_PORT}`,
      `cert = ${cert}`,
      `key = ${key}`,
    ]);
    const client = config('client', [
      'client = yes',
      `accept = 127.0.0.1:${localPort}`,
      `connect = ${address}:${port}`,
    ]);
    await withPrograms(
      [
        ['stunnel', spaces.server, ['stunnel', server]],
        ['stunnel', spaces.device, ['stunnel', client]],
      ],
      () => visitThrough({ spaces, capture, ...rest }, [], `127.0.0.1:${localPort}`),
      1200,
    );
  },
};

export const ssh = {
  needs: ['ssh', '/usr/sbin/sshd', 'ssh-keygen'],
  async run({ spaces, capture, folder, draw }) {
    const { address, port, params, name, connections } = capture;
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    const [hostKey, userKey] = ['host', 'user'].map((side) => {
      const file = join(folder, `${name}-${side}`);
      execFileSync('ssh-keygen', ['-q', '-t', params.keyType, '-N', '', '-f', file]);
      return file;
    });
    const config = join(folder, `${name}.sshd`);
    const lines = [
      `ListenAddress ${address}:${port}`,
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${userKey}.pub`,
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin yes',
      `PidFile ${folder}/${name}.pid`,
      `Ciphers ${params.cipher}`,
    ];
    writeFileSync(config, `${lines.join('\n')}\n`);
    const options = [
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      'UserKnownHostsFile=/dev/null',
      '-o',
      'LogLevel=ERROR',
      '-i',
      userKey,
      '-p',
      String(port),
    ];
    await withPrograms([['sshd', spaces.server, ['/usr/sbin/sshd', '-D', '-e', '-f', config]]], async () => {
      for (let visit = 0; visit < connections; visit++) {
        const command = `head -c ${drawSize(draw, params.down)} /usr/bin/env | base64`;
        const { exit } = start('ssh', spaces.device, ['ssh', ...options, `root@${address}`, command], {
          stdoutFile: '/dev/null',
          env: { HOME: folder },
        });
        if ((await exit) !== 0) throw new Error('ssh failed');
      }
    });
  },
};

export const dtls = {
  needs: ['openssl'],
  async run({ spaces, capture, folder, draw }) {
    const { address, port, params, name, connections } = capture;
    const { key, cert } = selfSigned(folder, name);
    // s_server sends what it reads: a line every 150 ms.
    const listen = `openssl s_server ${params.version} -quiet -accept ${address}:${port} -key ${key} -cert ${cert}`;
    const server = ['sh', '-c', `while sleep 0.15; do echo ${plainBytes(draw, 90).toString('hex')}; done | ${listen}`];
    await withPrograms([['s_server', spaces.server, server]], async () => {
      for (let visit = 0; visit < connections; visit++) {
        const lines = Array.from({ length: params.rounds }, () =>
          plainBytes(draw, Math.min(1100, drawSize(draw, params.up)))
            .toString('hex')
            .slice(0, 1100),
        );
        const file = join(folder, `${name}.txt`);
        writeFileSync(file, `${lines.join('\n')}\n`);
        const talk = `(while read -r l; do echo "$l"; sleep 0.1; done < ${file}; sleep 0.3) | timeout 8 openssl s_client ${params.version} -quiet -connect ${address}:${port} 2>/dev/null`;
        await start('s_client', spaces.device, ['sh', '-c', talk], { stdoutFile: '/dev/null' }).exit;
      }
    });
  },
};

export const mosquitto = {
  needs: ['mosquitto', 'mosquitto_pub', 'mosquitto_sub'],
  async run({ spaces, capture, folder, draw }) {
    const { address, port, params, name, connections } = capture;
    const config = join(folder, `${name}.mosquitto`);
    writeFileSync(config, `listener ${port} ${address}\nallow_anonymous true\nlog_type none\nuser root\n`);
    const client = ['-h', address, '-p', String(port), '-t', params.topic, '-q', String(params.qos)];
    await withPrograms([['mosquitto', spaces.server, ['mosquitto', '-c', config]]], async () => {
      const listener = start('mosquitto_sub', spaces.device, ['mosquitto_sub', ...client], { stdoutFile: '/dev/null' });
      await sleep(300);
      for (let visit = 0; visit < connections; visit++) {
        for (let round = 0; round < params.rounds; round++) {
          const size = drawSize(draw, params.up);
          const file = join(folder, `${name}.payload`);
          writeFileSync(file, PAYLOADS[params.payload](draw, size, params));
          const { exit } = start('mosquitto_pub', spaces.device, ['mosquitto_pub', ...client, '-f', file], {
            stdoutFile: '/dev/null',
          });
          if ((await exit) !== 0) throw new Error('mosquitto_pub failed');
        }
      }
      listener.child.kill('SIGTERM');
    });
  },
};

const PAYLOADS = {
  sealed: (draw, size, { cipher }) => seal(cipher, KEY, plainBytes(draw, size)),
  sealed_json: (draw, size, { cipher }) =>
    JSON.stringify({ v: 1, c: seal(cipher, KEY, plainBytes(draw, size)).toString('base64') }),
  json: (draw, size) => jsonText(draw, size),
};

function selfSigned(folder, name) {
  const [key, cert] = ['key', 'crt'].map((ending) => join(folder, `${name}-own.${ending}`));
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-subj',
      '/CN=lab.example',
      '-days',
      '3',
    ],
    { stdio: 'ignore' },
  );
  return { key, cert };
}
