import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { ProcessStates } from '../../src/run/process-states.ts';
import { canonicalStateImporter } from '../../src/telemetry/canonical-state-importer.ts';
import { importText } from '../telemetry/telemetry-fixture.ts';

it('a process of a watched UID is seen to start and to end; what ran before is not said to start', async () => {
  const uid = process.getuid?.() ?? 0;
  const rows: Record<string, unknown>[] = [];
  const states = new ProcessStates([{ packageName: 'com.example', uid }], (row) => rows.push(row));
  states.look(1_767_225_600_000);
  expect(rows.some((row) => row['event.action'] === 'process_start')).toBe(false);
  expect(rows.some((row) => row['process.pid'] === process.pid && row['event.action'] === 'proc_state')).toBe(true);
  const child = spawn('sleep', ['30']);
  await once(child, 'spawn');
  states.look(1_767_225_601_000);
  child.kill('SIGKILL');
  await once(child, 'exit');
  states.look(1_767_225_602_000);
  states.end(1_767_225_603_000);
  const own = rows.filter((row) => row['process.pid'] === child.pid);
  expect(own.map((row) => [row['event.action'], row['process.name'], row['android.uid']])).toEqual([
    ['process_start', 'sleep', uid],
    ['process_end', 'sleep', uid],
  ]);
  const { states: read, rejected } = importText(
    canonicalStateImporter,
    rows.map((row) => JSON.stringify(row)).join('\n'),
  );
  expect(rejected).toEqual([]);
  expect([read[0].action, read[read.length - 1].action]).toEqual(['log_started', 'log_stopped']);
});

it('other UIDs are not watched', () => {
  const rows: Record<string, unknown>[] = [];
  new ProcessStates([{ packageName: 'com.example', uid: 4_000_000_000 }], (row) => rows.push(row)).look(0);
  expect(rows.map((row) => row['event.action'])).toEqual(['log_started']);
});
