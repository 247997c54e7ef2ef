// `cipherscope explain FINDING CAPTURE…`: the evidence of one finding, read again from capture and logs. Takes the settings of analyze.

import { existsSync } from 'node:fs';
import type { CommandModule } from 'yargs';
import { UserError } from '../base/user-error.ts';
import type { SettingKey } from '../run/config-settings.ts';
import { addSettings } from './analyze.ts';
import { captureOptions } from './capture-options.ts';
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
          .positional('finding', {
            type: 'string',
            describe: 'The finding_id, its beginning, the package of its app, or its device',
          })
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
        { json: 'Print finding, claims and faults as one line of JSON instead of text' },
      ),
    handler: (args) => begin((session) => explainFinding(args, session)),
  };
}

const USAGE =
  'cipherscope explain FINDING CAPTURE -t LOGS. Ids are in findings.ndjson, in the report and in what analyze prints.';

async function explainFinding(args: Arguments, session: Session): Promise<number> {
  const finding = singleText(args, 'finding');
  if (finding === undefined) throw new UserError(`Which finding? ${USAGE}`);
  const captures = positionals(args, 'captures');
  if (captures.length === 0) throw new UserError(`Of which capture? ${USAGE}`);
  if (existsSync(finding) && !captures.some((capture) => capture === '-' || existsSync(capture)))
    throw new UserError(`The finding comes first. ${USAGE}`);
  const options = await captureOptions(args, session);
  const { runExplain } = await import('../run/explain-command.ts');
  return runExplain({ finding, pcap: singleText(args, 'pcap') }, options, session.io);
}
