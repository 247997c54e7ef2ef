// `cipherscope batch`: folders of captures into a lake.

import type { CommandModule } from 'yargs';
import { UserError } from '../base/user-error.ts';
import type { Session, Task } from './session.ts';
import { type Arguments, CONFIG_OPTION, positionals, singleText } from './typed-arguments.ts';

const DEFAULT_TIMEOUT_S = 600;
const DEFAULT_MEMORY_MB = 1024;

export function batchCommand(begin: (task: Task) => void): CommandModule {
  return {
    command: 'batch [folders..]',
    describe: 'Analyse many captures into a lake, to baseline apps over time',
    builder: (parser) =>
      parser
        .usage('$0 batch FOLDER… --lake LAKE [--jobs N]')
        .positional('folders', {
          type: 'string',
          array: true,
          default: undefined,
          describe: 'Folders of captures and logs',
        })
        .option('lake', { type: 'string', nargs: 1, describe: 'The lake; made where there is none' })
        .option('manifest', {
          type: 'string',
          nargs: 1,
          describe: 'NDJSON that pairs captures and logs, instead of folders',
        })
        .option('device', { type: 'string', nargs: 1, describe: 'Name of the device all of them come from' })
        .option('jobs', { type: 'string', nargs: 1, describe: 'Worker processes; by default one a core' })
        .option('timeout', {
          type: 'string',
          nargs: 1,
          describe: `Seconds a capture may take; by default ${DEFAULT_TIMEOUT_S}`,
        })
        .option('memory-mb', {
          type: 'string',
          nargs: 1,
          describe: `Memory of a worker, in MB; by default ${DEFAULT_MEMORY_MB}`,
        })
        .option('watch', { type: 'boolean', describe: 'Take captures as they come, until Ctrl-C' })
        .option('config', CONFIG_OPTION)
        .group(['manifest', 'device', 'watch'], 'Input:')
        .group(['lake'], 'Output:')
        .group(['jobs', 'timeout', 'memory-mb'], 'Limits:'),
    handler: (args) => begin((session) => batch(args, session)),
  };
}

async function batch(args: Arguments, session: Session): Promise<number> {
  const lake = singleText(args, 'lake');
  if (lake === undefined) throw new UserError('Say where to: --lake FOLDER.');
  const [{ resolveConfig }, { runBatch }] = await Promise.all([
    import('../run/config-sources.ts'),
    import('../run/batch-command.ts'),
  ]);
  const { environment, folder } = session.process;
  const { settings } = await resolveConfig({ options: {}, environment, file: singleText(args, 'config'), folder });
  return runBatch(
    {
      folders: positionals(args, 'folders'),
      manifest: singleText(args, 'manifest'),
      lake,
      device: singleText(args, 'device'),
      jobs: wholeNumber(args, 'jobs', 1, 256),
      timeoutMs: 1000 * (wholeNumber(args, 'timeout', 1, 86_400) ?? DEFAULT_TIMEOUT_S),
      memoryMb: wholeNumber(args, 'memory-mb', 64, 1_000_000) ?? DEFAULT_MEMORY_MB,
      watch: args['watch'] === true,
      settings,
      quiet: session.options.quiet,
    },
    session.io,
  );
}

function wholeNumber(args: Arguments, option: string, least: number, most: number): number | undefined {
  const text = singleText(args, option);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new UserError(`--${option} expects a whole number from ${least} to ${most}, not ${JSON.stringify(text)}.`);
  }
  return value;
}
