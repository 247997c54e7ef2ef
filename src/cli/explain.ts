// `cipherscope explain FINDING CAPTURE…`: the evidence of one finding, read again from capture and logs. Takes the settings of analyze.

import type { CommandModule } from 'yargs';
import { UserError } from '../base/user-error.ts';
import type { SettingKey } from '../run/config-settings.ts';
import { addSettings, typedSettings } from './analyze.ts';
import type { Session, Task } from './session.ts';
import { type Arguments, CONFIG_OPTION, positionals, singleText } from './typed-arguments.ts';

/** It shows one finding: nothing is written or judged for scripts. */
export const WRITES_NOTHING: readonly SettingKey[] = ['output', 'format', 'fail_on', 'require_areas'];

export function explainCommand(begin: (task: Task) => void): CommandModule {
  return {
    command: 'explain [finding] [captures..]',
    describe: 'Show the evidence of a finding: frames, bytes, log lines, formulas, all read again',
    builder: (parser) =>
      addSettings(
        parser
          .usage('$0 explain FINDING FILE|FOLDER… [-t LOG|FOLDER…] [--pcap FILE]')
          .positional('finding', { type: 'string', describe: 'The finding_id, or its beginning' })
          .positional('captures', {
            type: 'string',
            array: true,
            default: undefined,
            describe: 'The capture in which it was found',
          })
          .option('pcap', {
            type: 'string',
            nargs: 1,
            group: 'Output:',
            describe: 'Write the packets of its flows to this file (pcapng)',
          })
          .option('config', CONFIG_OPTION),
        WRITES_NOTHING,
      ),
    handler: (args) => begin((session) => explainFinding(args, session)),
  };
}

async function explainFinding(args: Arguments, session: Session): Promise<number> {
  const finding = singleText(args, 'finding');
  if (finding === undefined) throw new UserError('Which finding? cipherscope explain FINDING CAPTURE -t LOGS');
  const [{ resolveConfig }, { analyzeOptions }, { runExplain }] = await Promise.all([
    import('../run/config-sources.ts'),
    import('../run/config.ts'),
    import('../run/explain-command.ts'),
  ]);
  const { environment, folder } = session.process;
  const file = singleText(args, 'config');
  const { settings } = await resolveConfig({ options: typedSettings(args), environment, file, folder });
  const { quiet, verbose } = session.options;
  const captures = positionals(args, 'captures');
  const options = analyzeOptions({ captures, interfaceName: undefined, quiet, verbose }, settings);
  return runExplain({ finding, pcap: singleText(args, 'pcap') }, options, session.io);
}
