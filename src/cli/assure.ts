// `cipherscope assure`: does your own collection really see the five areas? `act` runs a program of known behaviour, `check` asks what was seen of it.

import type { Argv, CommandModule } from 'yargs';
import { UserError } from '../base/user-error.ts';
import { addSettings } from './analyze.ts';
import { captureOptions } from './capture-options.ts';
import { WRITES_NOTHING } from './explain.ts';
import type { Session, Task } from './session.ts';
import { type Arguments, CONFIG_OPTION, singleText } from './typed-arguments.ts';

export function assureCommand(begin: (task: Task) => void): CommandModule {
  return {
    command: 'assure',
    describe: 'Find out which evidence areas your own collection really sees',
    builder: (parser) =>
      parser
        .command(
          'act [truth]',
          'Run a small program of known behaviour while you collect; writes what it did',
          actOptions,
          (args) => begin((session) => act(args, session)),
        )
        .command(
          'check [truth] [captures..]',
          'Say what capture and logs saw of it; exit code 4 unless all areas did',
          checkOptions,
          (args) => begin((session) => check(args, session)),
        ),
    handler: () => begin(refuse),
  };
}

function actOptions(parser: Argv): Argv {
  const own = { type: 'string', nargs: 1, group: 'Program:' } as const;
  return parser
    .positional('truth', { type: 'string', describe: 'The file to write' })
    .option('to', { ...own, describe: 'HOST:PORT to send to; by default a sink on loopback' })
    .option('rounds', { ...own, describe: 'Connections to make; by default 12' })
    .option('every', { ...own, describe: 'Time between them; by default 3s' });
}

function checkOptions(parser: Argv): Argv {
  return addSettings(
    parser
      .positional('truth', { type: 'string', describe: 'What act wrote' })
      .positional('captures', {
        type: 'string',
        array: true,
        default: undefined,
        describe: 'The capture taken meanwhile',
      })
      .option('config', CONFIG_OPTION),
    WRITES_NOTHING,
    { json: 'Print a line of JSON an area instead of text' },
  );
}

async function refuse(): Promise<number> {
  throw new UserError('Say what to do: cipherscope assure act FILE, or cipherscope assure check FILE CAPTURE -t LOGS.');
}

async function act(args: Arguments, { io }: Session): Promise<number> {
  const [{ runAssureAct }, { readDurationMs }] = await Promise.all([
    import('../run/assure-command.ts'),
    import('../run/config-values.ts'),
  ]);
  const rounds = Number(singleText(args, 'rounds') ?? 12);
  if (!Number.isSafeInteger(rounds) || rounds < 1 || rounds > 1000)
    throw new UserError('--rounds expects a whole number from 1 to 1000.');
  const every = singleText(args, 'every') ?? '3s';
  const everyMs = readDurationMs(every);
  if (everyMs === undefined || everyMs < 0)
    throw new UserError(`--every expects a duration, such as 3s, not ${JSON.stringify(every)}.`);
  return runAssureAct(truthOf(args), { destination: destinationOf(singleText(args, 'to')), rounds, everyMs }, io);
}

async function check(args: Arguments, session: Session): Promise<number> {
  const options = await captureOptions(args, session);
  const { runAssureCheck } = await import('../run/assure-command.ts');
  return runAssureCheck(truthOf(args), options, session.io);
}

function truthOf(args: Arguments): string {
  const file = singleText(args, 'truth');
  if (file === undefined)
    throw new UserError('Name the file that says what the program did: cipherscope assure act truth.json');
  return file;
}

/** HOST:PORT, an IPv6 address in brackets. */
function destinationOf(text: string | undefined): { host: string; port: number } | undefined {
  if (text === undefined) return undefined;
  const [, host, port] = /^(?:\[([^\]]+)\]|[^:]+):(\d{1,5})$/.exec(text) ?? [];
  const name = host ?? text.slice(0, text.lastIndexOf(':'));
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw new UserError(`--to expects HOST:PORT, not ${JSON.stringify(text)}.`);
  return { host: name, port: Number(port) };
}
