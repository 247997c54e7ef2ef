import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { measuredEngine } from '../../src/run/measured-engine.ts';

const program = `
import { getHeapSpaceStatistics } from 'node:v8';
import { limitYoungGeneration } from './dist/run/young-generation.js';
const young = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
limitYoungGeneration();
const limited = young();
const kept = [];
for (let i = 0; i < 1e6; i++) kept[i % 200_000] = { i, list: [i] };
console.log(JSON.stringify([limited, young()]));
`;

it.runIf(measuredEngine() !== undefined)(
  'keeps the space for new objects as large as it is useful, whatever survives',
  () => {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    const [limited, later] = JSON.parse(stdout) as [number, number];
    expect(limited).toBe(8 << 20);
    expect(later).toBe(limited);
  },
);

const withWorker = `
import { getHeapSpaceStatistics } from 'node:v8';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { limitYoungGeneration, limitYoungGenerationAgain } from './dist/run/young-generation.js';
const young = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
limitYoungGeneration();
const worker = new Worker('require("node:worker_threads").parentPort.once("message", () => {})', { eval: true });
await once(worker, 'online');
limitYoungGenerationAgain();
const limited = young();
const kept = [];
for (let i = 0; i < 1e6; i++) kept[i % 200_000] = { i, list: [i] };
console.log(JSON.stringify([limited, young()]));
await worker.terminate();
`;

it.runIf(measuredEngine() !== undefined)('keeps it so where a worker is started later', () => {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', withWorker], { encoding: 'utf8' });
  const [limited, later] = JSON.parse(stdout) as [number, number];
  expect(later).toBeLessThanOrEqual(limited);
});

const reading = `
import { getHeapSpaceStatistics } from 'node:v8';
import { keepYoungGenerationSmall, limitYoungGeneration } from './dist/run/young-generation.js';
const young = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
keepYoungGenerationSmall();
const kept = [];
for (let i = 0; i < 1e6; i++) kept[i % 200_000] = { i, list: [i] };
const small = young();
limitYoungGeneration();
console.log(JSON.stringify([small, young()]));
`;

it.runIf(['node24', 'node26'].includes(measuredEngine() ?? ''))('keeps it small while a capture is read', () => {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', reading], { encoding: 'utf8' });
  const [small, later] = JSON.parse(stdout) as [number, number];
  expect(small).toBeLessThan(4 << 20);
  expect(later).toBe(8 << 20);
});
