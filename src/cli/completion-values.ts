// What the shell offers after an option: the values of those that know theirs, else nothing, so that the shell completes file names.
// Options and commands themselves are completed by yargs.

import { FORMAT_NAMES } from '../report/format-names.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';

const VALUES: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  '--color': async () => ['auto', 'always', 'never'],
  '--fail-on': async () => ['observation', 'alert'],
  '--require-areas': async () => ['all', ...Object.values(EvidenceArea)],
  '--format': async () => ['all', ...FORMAT_NAMES],
  '--telemetry-format': async () =>
    (await import('../telemetry/importer-registry.ts')).IMPORTERS.map(({ format }) => format),
};
const SWITCHES = new Set('-q --quiet -v --verbose -h --help --version --json --watch --adb --dry-run'.split(' '));

/** `words` as typed, the last of them unfinished. Undefined where it is no value of an option. */
export async function completeValue(words: readonly string[]): Promise<string[] | undefined> {
  const [option = '', typed = ''] = words.slice(-2);
  const isSwitch =
    SWITCHES.has(option) || option.startsWith('--no-') || (option === '--local' && words.includes('collect'));
  if (words.length < 2 || !option.startsWith('-') || option === '-' || option === '--' || isSwitch) return undefined;
  // Several values may stand behind commas.
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  const known = (await VALUES[option]?.()) ?? [];
  return known.map((value) => `${before}${value}`).filter((value) => value.startsWith(typed));
}
