import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addAllowRule } from '../../src/run/allow-decision.ts';
import { readPolicy } from '../../src/run/policy.ts';
import { outputFolder } from '../support/output-folder.ts';

const decision = {
  finding: 'f',
  scope: 'both',
  package: 'com.example.notes',
  host: 'sync.notes.example',
  port: '7443',
  transport: 'tcp',
  class: 'custom',
  reason: 'Synchronises with its own server; read the code.',
  owner: 'A. Analyst',
  expires: '2027-01-31',
};

const rule = {
  id: 'com.example.notes to sync.notes.example',
  package: 'com.example.notes',
  destination: ['sync.notes.example'],
  behaviour: { class: ['custom'], transport: ['tcp'], port: [7443] },
  reason: decision.reason,
  owner: decision.owner,
  expires: decision.expires,
};

test('a decision becomes a rule that names what was seen, and the file is one that analyze reads', async () => {
  const path = join(await outputFolder(), 'allow.json');
  expect(await addAllowRule(path, decision)).toBe(rule.id);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ rules: [rule] });
  const policy = await readPolicy({ allowlist: path, catalogue: undefined, parameters: undefined });
  expect(policy.allowlist?.value.rules).toEqual([rule]);
});

test('what the file had stays, and an id is used once', async () => {
  const folder = await outputFolder();
  const path = join(folder, 'allow.json');
  writeFileSync(path, JSON.stringify({ $schema: './x.json', rules: [rule] }));
  expect(await addAllowRule(path, { ...decision, scope: 'package' })).toBe('com.example.notes');
  expect(await addAllowRule(path, decision)).toBe(`${rule.id} (2)`);
  const file = JSON.parse(readFileSync(path, 'utf8'));
  expect(file.$schema).toBe('./x.json');
  expect(file.rules.map(({ id }: { id: string }) => id)).toEqual([rule.id, 'com.example.notes', `${rule.id} (2)`]);
  expect(file.rules[1]).not.toHaveProperty('destination');
  expect(readdirSync(folder)).toEqual(['allow.json']);
});

test.each([
  ['no reason', { reason: ' ' }],
  ['no owner', { owner: undefined }],
  ['a day that is none', { expires: '2027-02-30' }],
  ['no day', { expires: '' }],
  ['a destination that is none', { host: 'http://x/' }],
  ['a package that is none', { package: 'a b' }],
  ['neither app nor destination', { package: undefined, host: undefined }],
])('%s: nothing is written', async (_name, change) => {
  const path = join(await outputFolder(), 'allow.json');
  await expect(addAllowRule(path, { ...decision, ...change })).rejects.toThrow('The rule was not written');
  expect(() => readFileSync(path)).toThrow();
});

test('a file that is no allowlist is left alone', async () => {
  const path = join(await outputFolder(), 'allow.json');
  for (const text of ['not json', 'null', '{}']) {
    writeFileSync(path, text);
    await expect(addAllowRule(path, decision)).rejects.toThrow('is no allowlist');
    expect(readFileSync(path, 'utf8')).toBe(text);
  }
});
