// What every program of the lab needs: starting and stopping by process, waiting for a port, and visits through a tunnel or proxy.

import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, stop } from '../../../../captures/lab/processes.mjs';
import { drawSize } from '../random.mjs';

export const TARGET_PORT = 8999;

/** Commands of `names` that are not installed. */
export function missingCommands(names) {
  return names.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
}

/** Starts `[name, space, command]` in turn, runs `visits`, stops all, the last first. */
export async function withPrograms(programs, visits, settleMs = 700) {
  const running = [];
  try {
    for (const [name, space, command] of programs) {
      running.push(
        start(name, space, ['sh', '-c', 'exec "$@" 2>/dev/null', name, ...command], { stdoutFile: '/dev/null' }),
      );
    }
    await sleep(settleMs);
    await visits();
  } finally {
    for (const program of running.reverse()) await stop(program, 'SIGTERM').catch(() => program.child.kill('SIGKILL'));
  }
}

/** Fetches and posts through curl in the device's namespace: `connections` processes of `rounds` requests each. */
export async function visitThrough({ spaces, capture, draw }, curlOptions, host = `127.0.0.1:${TARGET_PORT}`) {
  const { params, connections } = capture;
  for (let visit = 0; visit < connections; visit++) {
    const requests = [];
    for (let round = 0; round < params.rounds; round++) {
      if (round > 0) requests.push('--next');
      const upload = round % 2 === 1 ? ['--data-binary', 'x'.repeat(drawSize(draw, params.up))] : [];
      requests.push(
        '-s',
        '-o',
        '/dev/null',
        '--max-time',
        '10',
        ...curlOptions,
        ...upload,
        `http://${host}/${drawSize(draw, params.down)}`,
      );
    }
    const { exit } = start('curl', spaces.device, ['curl', ...requests], { stdoutFile: '/dev/null' });
    const code = await exit;
    if (code !== 0) throw new Error(`curl ended with ${code}`);
    await sleep(params.pauseMs);
  }
}
