// A terminal app: one OpenSSH session that runs a command for a few seconds.

import { execFileSync } from 'node:child_process';
import { SERVICES } from '../plan.mjs';
import { lookUp } from './name-lookup.mjs';
import { at } from './pace.mjs';

await at(20);
const { host, port } = SERVICES.shell;
const options = [
  'BatchMode=yes',
  'IdentitiesOnly=yes',
  'StrictHostKeyChecking=no',
  'UserKnownHostsFile=/dev/null',
  'LogLevel=ERROR',
];
const command = 'for n in 1 2 3 4; do date; ls -l /usr; sleep 1; done';
execFileSync(
  'ssh',
  [
    ...['-F', 'none', '-T', '-p', String(port), '-i', `${process.env.LAB_FOLDER}/ssh-client/key`],
    ...options.flatMap((option) => ['-o', option]),
    `guest@${await lookUp(host)}`,
    command,
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
