// `cipherscope check`: the gate of an app team's pipeline.

import type { CommandModule } from 'yargs';
import { UserError } from '../base/user-error.ts';
import type { Session, Task } from './session.ts';
import { type Arguments, CONFIG_OPTION, positionals, singleText } from './typed-arguments.ts';

export function checkCommand(begin: (task: Task) => void): CommandModule {
  return {
    command: 'check [captures..]',
    describe: 'Hold a capture against what a build must and must not do',
    builder: (parser) =>
      parser
        .usage('$0 check CAPTURE… -t LOGS --expect FILE')
        .positional('captures', { type: 'string', array: true, default: undefined, describe: 'Pieces of one capture' })
        .option('expect', { type: 'string', nargs: 1, describe: 'The rules: YAML or JSON (docs/gate.md)' })
        .option('telemetry', {
          alias: 't',
          type: 'string',
          array: true,
          nargs: 1,
          describe: 'Device log, or a folder of them',
        })
        .option('require-areas', {
          type: 'string',
          array: true,
          nargs: 1,
          describe: 'End with 4 when an area was not collected',
        })
        .option('junit', { type: 'string', nargs: 1, describe: 'Write JUnit XML to this file' })
        .option('sarif', { type: 'string', nargs: 1, describe: 'Write SARIF to this file' })
        .option('config', CONFIG_OPTION)
        .group(['expect', 'require-areas'], 'Gate:')
        .group(['telemetry'], 'Input:')
        .group(['junit', 'sarif'], 'Output:')
        .epilogue(EXIT_CODES),
    handler: (args) => begin((session) => check(args, session)),
  };
}

const EXIT_CODES =
  'Exit codes: 0 every rule held, 1 a rule is broken, 3 the capture is cut and held as far as it goes, 4 a rule is blind or an area was not collected; 2, 65, 66 and 74: what is needed cannot be read.';

async function check(args: Arguments, { io, process }: Session): Promise<number> {
  const expect = singleText(args, 'expect');
  if (expect === undefined) throw new UserError('Say what is expected: --expect FILE.');
  const captures = positionals(args, 'captures');
  if (captures.length === 0) throw new UserError('Nothing to check. Name capture files or a folder of them.');
  const [{ resolveConfig }, { analyzeOptions }, { runCheck }] = await Promise.all([
    import('../run/config-sources.ts'),
    import('../run/config.ts'),
    import('../run/check-command.ts'),
  ]);
  const { settings } = await resolveConfig({
    options: { telemetry: args['telemetry'], require_areas: args['require-areas'] },
    environment: process.environment,
    file: singleText(args, 'config'),
    folder: process.folder,
  });
  const { requireAreas } = analyzeOptions(
    { captures, interfaceName: undefined, quiet: true, verbose: false },
    settings,
  );
  const [junit, sarif] = [singleText(args, 'junit'), singleText(args, 'sarif')];
  return runCheck({ captures, expect, settings, requireAreas, junit, sarif, folder: process.folder }, io);
}
