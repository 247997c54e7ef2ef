import { expect, test } from 'vitest';
import { commandModules, commandNames } from '../../src/cli/command-registry.ts';

test('commands have names of their own, say what they do, and are all named to who forgot one', () => {
  const modules = commandModules(() => undefined);
  const names = modules.map(({ command }) => String(command).split(' ')[0]);
  expect(new Set(names).size).toBe(names.length);
  for (const { describe } of modules) expect(describe).toMatch(/^[A-Z].*[^.]$/);
  for (const name of names) expect(commandNames()).toContain(name);
});
