import { expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { isUnicodeLocale, plainCharacters } from '../../src/cli/plain-characters.ts';
import { TextStream } from '../support/command-run.ts';
import { demoPath } from '../support/demo.ts';

it.each([
  [{}, true],
  [{ LANG: 'C' }, true],
  [{ LANG: 'en_GB.UTF-8' }, true],
  [{ LANG: 'en_GB.UTF-8', LC_ALL: 'de_DE.ISO-8859-1' }, false],
  [{ LC_ALL: '', LC_CTYPE: 'de_DE@euro', LANG: 'C.utf8' }, false],
])('%j: %s', (environment, unicode) => {
  expect(isUnicodeLocale(environment)).toBe(unicode);
});

it('marks keep their width, what is unknown is a question mark', () => {
  expect(plainCharacters('● com.exam… · 3 µs → 日')).toBe('* com.exam~ - 3 us > ?');
});

it('only what a terminal shows is spelled so', async () => {
  const shown = async (isTTY: boolean) => {
    const [stdout, stderr] = [Object.assign(new TextStream(), { isTTY, columns: 80 }), new TextStream()];
    const environment = { LC_ALL: 'de_DE.ISO-8859-1', NO_COLOR: '1' };
    const process = { stdout, stderr, environment, folder: demoPath(''), signal: new AbortController().signal };
    expect(await runCommandLine(['analyze', demoPath('demo.pcapng'), '-q', '--json'], process)).toBe(0);
    expect(await runCommandLine(['analyze', demoPath('demo.pcapng')], process)).toBe(0);
    return stdout.text;
  };
  expect(await shown(true)).not.toMatch(/[^\0-\x7f]/);
  expect(await shown(false)).toContain('demo.pcapng · ');
});
