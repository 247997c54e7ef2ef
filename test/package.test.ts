// Pins what users of the package rely on, and the versions that were chosen for a reason (CONTRIBUTING.md has the reasons).

import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), 'utf8');
const manifest = JSON.parse(text('package.json'));
const lock = JSON.parse(text('package-lock.json'));

describe('package.json', () => {
  it('lists exactly the dependencies that were agreed, and installs no more with them', () => {
    expect(Object.keys(manifest.dependencies).sort()).toEqual([
      '@duckdb/node-api',
      '@observablehq/plot',
      '@uwdata/flechette',
      'arquero',
      'fflate',
      'ipaddr.js',
      'linkedom',
      'simple-statistics',
      'tldts',
      'yaml',
      'yargs',
      'zod',
    ]);
    expect(manifest.optionalDependencies).toBeUndefined();
    expect(manifest.bundledDependencies).toBeUndefined();
    expect(manifest.overrides).toBeUndefined();
  });

  it('pins flechette, whose newer version cannot be installed, to one version in the tree', () => {
    expect(manifest.dependencies['@uwdata/flechette']).toBe('2.6.0');
    const copies = Object.keys(lock.packages).filter((path) => path.endsWith('/@uwdata/flechette'));
    expect(copies).toEqual(['node_modules/@uwdata/flechette']);
    expect(lock.packages[copies[0] as string].version).toBe('2.6.0');
  });

  it('pins linkedom, whose newer version cannot be installed', () => {
    expect(manifest.dependencies.linkedom).toBe('0.18.12');
  });

  it('pins the tools whose next version needs a newer Node or has no JavaScript API', () => {
    const { vitest, typescript, '@vitest/coverage-v8': coverage } = manifest.devDependencies;
    expect({ vitest, coverage, typescript }).toEqual({ vitest: '4.1.12', coverage: '4.1.12', typescript: '7.0.2' });
  });

  it('asks for cap as an optional peer only', () => {
    expect(manifest.peerDependencies).toEqual({ cap: '^0.2.1' });
    expect(manifest.peerDependenciesMeta).toEqual({ cap: { optional: true } });
  });

  it('runs on Node.js 20.19 and later', () => {
    expect(manifest.engines).toEqual({ node: '>=20.19' });
    expect(text('scripts/steps.mjs')).toContain('minor >= 19');
  });

  it('says the same as the lock file', () => {
    const locked = lock.packages[''];
    for (const key of [
      'version',
      'dependencies',
      'devDependencies',
      'peerDependencies',
      'engines',
      'license',
    ] as const) {
      expect(locked[key], key).toEqual(manifest[key]);
    }
  });

  it('is an ES module with types first, a program, and no file that runs on install', () => {
    expect(manifest.type).toBe('module');
    expect(Object.keys(manifest.exports['.'])).toEqual(['types', 'default']);
    expect(manifest.bin).toEqual({ cipherscope: 'dist/cli/main.js' });
    for (const hook of ['preinstall', 'install', 'postinstall', 'prepare'])
      expect(manifest.scripts[hook]).toBeUndefined();
  });

  it('ships the pages that its messages and its README send people to', () => {
    expect(manifest.files).toEqual(
      expect.arrayContaining(['docs/*.md', 'docs/examples', 'captures/android.md', 'captures/frida']),
    );
    for (const page of ['docs/collecting.md', 'docs/gate.md', 'captures/android.md']) expect(text(page)).not.toBe('');
    const shipped = manifest.files.map((pattern: string) => pattern.replace(/\*.*$/, ''));
    const places = [...text('README.md').matchAll(/\]\(([^)\s:#]+)\)/g)].map(([, place]) => place as string);
    expect(places.length).toBeGreaterThan(10);
    expect(places.filter((place) => !shipped.some((start: string) => place.startsWith(start)))).toEqual([]);
  });

  it('ships its licence and the notices of the work it builds on', () => {
    expect(manifest.license).toBe('Apache-2.0');
    expect(manifest.files).toEqual(
      expect.arrayContaining(['dist/cli/main.js', 'dist/index.js', 'dist/bundle', 'schema', 'LICENSE', 'NOTICE']),
    );
    expect(text('LICENSE')).toContain('Apache License');
    const notice = text('NOTICE');
    expect(notice).toContain('salesforce.com, inc.');
    expect(notice).toContain('FoxIO');
    expect(notice).toContain('SIL OPEN FONT LICENSE');
    expect(notice).toContain(
      '© The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.',
    );
  });
});

describe('the repository', () => {
  it('gives every dependency a reason in CONTRIBUTING.md', () => {
    const reasons = text('CONTRIBUTING.md');
    const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies });
    expect(names.filter((name) => !reasons.includes(`| \`${name}\``))).toEqual([]);
  });

  it('has a change log entry for the version', () => {
    expect(text('CHANGELOG.md')).toContain(`## [${manifest.version}]`);
  });

  it('can run its checks in continuous integration', () => {
    expect(statSync(fileURLToPath(new URL('.ci/run', root))).mode & 0o111).not.toBe(0);
    expect(text('.ci/run')).toContain('\nnpm test');
    expect(manifest.scripts.test).toBe('node scripts/test.mjs');
  });
});
