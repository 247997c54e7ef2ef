import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spillFolder } from '../support/analysed.ts';
import { runInProcess } from '../support/command-run.ts';
import { demoCapture, demoLogs, demoTruth } from '../support/demo.ts';

/** What `act` would have written, had the demo's notes app been its program. */
function demoAsProgram(): string {
  const rows = demoTruth().filter(({ uid }) => uid === 10103);
  const [remoteIp, remotePort] = rows[0]!.remote.split(' ');
  const path = join(spillFolder(), 'truth.json');
  const truth = {
    schema: 'cipherscope.assure/1',
    uid: 10103,
    pid: 1,
    destination: { ip: remoteIp, port: Number(remotePort) },
    local_ports: rows.map(({ local }) => Number(local.split(' ')[1])),
    rounds: rows.length,
    key_pairs: rows.length,
    calls: rows.length,
    outputs: rows.length * 3,
    sends: rows.length,
  };
  writeFileSync(path, JSON.stringify(truth));
  return path;
}

describe('assure check', () => {
  it('finds that the demo’s logs saw all five areas of the notes app', async () => {
    const { code, stdout } = await runInProcess([
      'assure',
      'check',
      demoAsProgram(),
      demoCapture,
      '-t',
      demoLogs,
      '-q',
    ]);
    expect(stdout).toContain('Your collection sees every area of such a program.');
    expect(code).toBe(0);
  });

  it('finds it blind without them, with exit code 4 and what to change', async () => {
    const args = ['assure', 'check', demoAsProgram(), demoCapture, '-t', join(demoLogs, 'procnet.log'), '-q'];
    const { code, stdout } = await runInProcess(args);
    expect(code).toBe(4);
    expect(stdout).toContain('blind in 4 of 5 areas');
    expect(stdout).toMatch(/key_lifecycle +not seen +0 of 19 key pairs\n {2}→ /);
  });

  it('refuses a file that act did not write', async () => {
    const path = join(spillFolder(), 'x.json');
    writeFileSync(path, '{}');
    const { code, stderr } = await runInProcess(['assure', 'check', path, demoCapture]);
    expect(code).toBe(2);
    expect(stderr).toContain('is not what assure act wrote');
  });
});
