import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SERVICE_NAMES } from '../../src/flows/service-names.ts';

const flows = new URL('../../src/flows/', import.meta.url);

test('every service that a recogniser can name is known by name', () => {
  const named = readdirSync(flows).flatMap((file) =>
    [...readFileSync(new URL(file, flows), 'utf8').matchAll(/(?:service: |encrypted\()'([a-z0-9-]+)'/g)].map(
      ([, name]) => name ?? '',
    ),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((name) => !SERVICE_NAMES.has(name))).toEqual([]);
  for (const dialect of ['mdns', 'llmnr', 'nbns', 'nfs', 'vrrp', 'esp']) expect(SERVICE_NAMES).toContain(dialect);
  // Of recognisers that give their own name to nothing.
  for (const name of ['dns-question', 'esp-in-udp', 'routing']) expect(SERVICE_NAMES).not.toContain(name);
});
