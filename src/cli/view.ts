// `cipherscope view`: the report of an analysis in a browser, for results that outgrow a file.

import type { CommandModule } from 'yargs';
import { UserError } from '../base/user-error.ts';
import type { Session, Task } from './session.ts';
import { ALLOWLIST_OPTION, type Arguments, allowlistPath, CONFIG_OPTION, singleText } from './typed-arguments.ts';

export function viewCommand(begin: (task: Task) => void): CommandModule {
  return {
    command: 'view [folder]',
    describe: 'Show the output of an analysis in a browser on this computer',
    builder: (parser) =>
      parser
        .usage('$0 view FOLDER [--allowlist FILE] [--port N]')
        .positional('folder', { type: 'string', describe: 'A folder that analyze -o wrote' })
        .option('allowlist', {
          ...ALLOWLIST_OPTION,
          describe: 'Rules that hold now (JSON), and to which decisions made in the page are added',
        })
        .option('config', CONFIG_OPTION)
        .option('port', { type: 'string', nargs: 1, describe: 'Port on 127.0.0.1; by default any that is free' })
        .group(['port'], 'Page:'),
    handler: (args) => begin((session) => view(args, session)),
  };
}

async function view(args: Arguments, session: Session): Promise<number> {
  const { io, options } = session;
  const folder = singleText(args, 'folder');
  if (folder === undefined) throw new UserError('Name one folder that analyze -o wrote.');
  const port = Number(singleText(args, 'port') ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UserError('--port expects a number up to 65535.');
  const { runView } = await import('../run/view-command.ts');
  return runView({ folder, port, allowlist: await allowlistPath(args, session), quiet: options.quiet }, io);
}
