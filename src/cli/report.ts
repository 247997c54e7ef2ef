// `cipherscope report`: renders what an analysis wrote in the formats of other tools, without analysing again.

import type { CommandModule } from 'yargs';
import { UserError } from '../base/user-error.ts';
import { FORMAT_CHOICES } from '../report/format-names.ts';
import type { Session, Task } from './session.ts';
import {
  ALLOWLIST_OPTION,
  type Arguments,
  allowlistPath,
  CONFIG_OPTION,
  severalTexts,
  singleText,
} from './typed-arguments.ts';

/** Damaged lines that are named; the others are counted. */
const DAMAGED_SHOWN = 5;

export function reportCommand(begin: (task: Task) => void): CommandModule {
  return {
    command: 'report [folder]',
    describe: 'Render the output of an analysis in other formats',
    builder: (parser) =>
      parser
        .usage('$0 report FOLDER --format NAME… [-o FOLDER] [--allowlist FILE]')
        .positional('folder', { type: 'string', describe: 'A folder that analyze -o wrote' })
        .option('format', {
          type: 'string',
          array: true,
          nargs: 1,
          group: 'Output:',
          describe: FORMAT_CHOICES,
        })
        .option('output', {
          alias: 'o',
          type: 'string',
          nargs: 1,
          group: 'Output:',
          describe: 'Where to write; by default into the folder itself',
        })
        .option('allowlist', ALLOWLIST_OPTION)
        .option('config', CONFIG_OPTION)
        .option('approved', {
          type: 'string',
          array: true,
          nargs: 1,
          group: 'Output:',
          describe: 'A finding that an analyst has approved: STIX gets an indicator and a sighting for it',
        }),
    handler: (args) => begin((session) => report(args, session)),
  };
}

async function report(args: Arguments, session: Session): Promise<number> {
  const { io, options } = session;
  const folder = singleText(args, 'folder');
  if (folder === undefined) throw new UserError('Name one folder that analyze -o wrote.');
  const formats = names(args, 'format');
  const [{ renderFormats }, { ExitCode }, { basename, join }, { readPolicy }, { recordFault }] = await Promise.all([
    import('../run/report-command.ts'),
    import('../run/exit-code.ts'),
    import('node:path'),
    import('../run/policy.ts'),
    import('../run/native-folder.ts'),
  ]);
  if (formats.length === 0) throw new UserError(`Say how: --format ${FORMAT_CHOICES}.`);
  const output = singleText(args, 'output') ?? folder;
  const { allowlist } = await readPolicy({
    allowlist: await allowlistPath(args, session),
    catalogue: undefined,
    parameters: undefined,
  });
  const { files, damaged, policy } = await renderFormats({
    folder,
    formats,
    output,
    choices: { approved: new Set(names(args, 'approved')) },
    suffix: String(process.pid),
    allowlist,
    signal: io.signal,
  }).catch((error: unknown) => {
    throw recordFault(error, folder);
  });
  if (!options.quiet && allowlist !== undefined) {
    const { policyMessages } = await import('../report/policy-messages.ts');
    for (const message of policyMessages(policy)) io.stderr.write(`cipherscope: ${message}\n`);
  }
  const { visibleText } = await import('../report/safe-text.ts');
  if (!options.quiet) for (const file of files) io.stdout.write(`${visibleText(join(output, file))}\n`);
  for (const [place, reason] of [...damaged].slice(0, DAMAGED_SHOWN)) {
    io.stderr.write(`cipherscope: ${visibleText(`${basename(folder)}/${place} ${reason}`)}: left out.\n`);
  }
  if (damaged.size > DAMAGED_SHOWN) {
    const { counted } = await import('../report/human-number.ts');
    const more = counted(damaged.size - DAMAGED_SHOWN, 'more line was', 'more lines were');
    io.stderr.write(`cipherscope: ${more} left out.\n`);
  }
  return damaged.size > 0 ? ExitCode.partial : ExitCode.done;
}

/** Several names may stand in one value. */
function names(args: Arguments, option: string): string[] {
  return severalTexts(args, option).flatMap((text) => text.split(','));
}
