import { expect, it } from 'vitest';
import { runBuilt } from '../support/built-command.ts';
import { demoPath } from '../support/demo.ts';

it('wants a folder, and one that analyze wrote', async () => {
  expect(await runBuilt(['view'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Name one folder') });
  expect(await runBuilt(['view', demoPath('logs')])).toMatchObject({ code: 66 });
  expect(await runBuilt(['view', demoPath('expected'), '--port', 'x'])).toMatchObject({ code: 2 });
});

it('prints its address, and ends with Ctrl-C', async () => {
  const { code, stdout } = await runBuilt(['view', demoPath('expected'), '-q'], {
    begun: (child) => {
      child.stdout.once('data', () => child.kill('SIGINT'));
    },
  });
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/\n$/);
  expect(code).toBe(130);
});
