import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

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

it.runIf(process.versions.v8.startsWith('11.3.'))(
  'keeps the space for new objects as large as it is useful, whatever survives',
  () => {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    const [limited, later] = JSON.parse(stdout) as [number, number];
    expect(limited).toBe(8 << 20);
    expect(later).toBe(limited);
  },
);
