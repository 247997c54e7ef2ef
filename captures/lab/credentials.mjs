// Keys and certificates for one run of the lab, made afresh in a temporary folder and never kept: nothing secret ends up in the repository.

import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPS, SERVICES } from './plan.mjs';

const SERVER_UID = 65534;

/** Writes `public/` (for all), `server/` (for the servers' UID), `sshd/` (root) and `ssh-client/` (the ssh app's UID) into `folder`. */
export function makeCredentials(folder) {
  const inFolder = (...parts) => join(folder, ...parts);
  for (const name of ['public', 'server', 'sshd', 'ssh-client']) mkdirSync(inFolder(name), { mode: 0o755 });
  makeCertificate(inFolder);
  makeStatsKey(inFolder);
  makeSshKeys(inFolder);
  return { serverUid: SERVER_UID };
}

function makeCertificate(inFolder) {
  const names = [...new Set(Object.values(SERVICES).map(({ host }) => host))].filter((host) => host.includes('.'));
  const subject = [
    '-subj',
    '/CN=cipherscope lab',
    '-addext',
    `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`,
  ];
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    inFolder('server', 'key.pem'),
  ];
  run('openssl', 'req', '-x509', '-days', '2', ...key, ...subject, '-out', inFolder('server', 'certificate.pem'));
  copyFileSync(inFolder('server', 'certificate.pem'), inFolder('public', 'ca.pem'));
  giveTo(SERVER_UID, inFolder('server', 'key.pem'));
}

function makeStatsKey(inFolder) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(inFolder('public', 'stats-public.pem'), publicKey.export({ format: 'pem', type: 'spki' }));
  writeFileSync(inFolder('public', 'stats-public.der'), publicKey.export({ format: 'der', type: 'spki' }));
  writeFileSync(inFolder('server', 'stats-private.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
  giveTo(SERVER_UID, inFolder('server', 'stats-private.pem'));
}

function makeSshKeys(inFolder) {
  run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'lab host', '-f', inFolder('sshd', 'host-key'));
  run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'lab guest', '-f', inFolder('ssh-client', 'key'));
  copyFileSync(inFolder('ssh-client', 'key.pub'), inFolder('sshd', 'authorized-keys'));
  giveTo(APPS.find(({ intends }) => 'shell' in intends).uid, inFolder('ssh-client', 'key'));
  const settings = [
    `ListenAddress ${SERVICES.shell.ip}:${SERVICES.shell.port}`,
    `HostKey ${inFolder('sshd', 'host-key')}`,
    `AuthorizedKeysFile ${inFolder('sshd', 'authorized-keys')}`,
    'AllowUsers guest',
    'PidFile none',
    'UsePAM no',
    'UseDNS no',
    'StrictModes no',
    'PasswordAuthentication no',
    'LogLevel ERROR',
  ];
  writeFileSync(inFolder('sshd', 'config'), `${settings.join('\n')}\n`);
}

function giveTo(uid, path) {
  chownSync(path, uid, uid);
  chmodSync(path, 0o600);
}

function run(command, ...args) {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
