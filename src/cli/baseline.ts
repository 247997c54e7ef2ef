// `cipherscope baseline`: what is usual for an app, out of a lake.

import type { Argv, CommandModule } from 'yargs';
import { UserError } from '../base/user-error.ts';
import type { Session, Task } from './session.ts';
import { type Arguments, singleText } from './typed-arguments.ts';

export function baselineCommand(begin: (task: Task) => void): CommandModule {
  const task = (run: (args: Arguments, lake: string, session: Session) => Promise<number>) => (args: Arguments) =>
    begin((session) => run(args, lakeOf(args), session));
  return {
    command: 'baseline',
    describe: 'Say what is usual for an app, what changed, and what drifts',
    builder: (parser) =>
      parser
        .option('lake', { type: 'string', nargs: 1, global: true, describe: 'The lake that batch made' })
        .group(['lake'], OWN)
        .command('build', 'Print the baseline of every app as NDJSON', dayOptions, task(build))
        .command('show <app>', 'Print what is usual for an app, or for APP@VERSION', positional('app'), task(show))
        .command('diff <before> <after>', 'Compare two versions: APP@4.1 APP@4.2', (inner) => inner, task(diff))
        .command('check [app]', 'End with 1 where an app drifts', positional('app'), task(check))
        .command(
          'suggest <app>',
          'Print allowlist rules that its vetted sessions suggest',
          positional('app'),
          task(suggest),
        )
        .command('assert <app>', 'Say that its baseline is what the app should do', assertOptions, task(assert)),
    handler: () => begin(refuse),
  };
}

/** Options of this command stand before those that every command has. */
const OWN = 'Baseline:';

async function refuse(): Promise<number> {
  throw new UserError('Say what to do: cipherscope baseline build, show, diff, check, suggest or assert.');
}

function positional(name: string): (parser: Argv) => Argv {
  return (parser) => parser.positional(name, { type: 'string', describe: 'Package name' });
}

function dayOptions(parser: Argv): Argv {
  return parser
    .option('from', { type: 'string', nargs: 1, describe: 'First day, such as 2026-11-01' })
    .option('to', { type: 'string', nargs: 1, describe: 'Last day' })
    .option('by-build', { type: 'boolean', describe: 'A line for each version and signer of an app' })
    .group(['from', 'to', 'by-build'], OWN);
}

function assertOptions(parser: Argv): Argv {
  return positional('app')(parser)
    .option('owner', { type: 'string', nargs: 1, describe: 'Who says so' })
    .option('reason', { type: 'string', nargs: 1, describe: 'Why' })
    .group(['owner', 'reason'], OWN);
}

function lakeOf(args: Arguments): string {
  const lake = singleText(args, 'lake');
  if (lake === undefined) throw new UserError('Say which lake: --lake FOLDER.');
  return lake;
}

async function build(args: Arguments, lake: string, { io }: Session): Promise<number> {
  const { buildBaselines } = await import('../run/baseline-command.ts');
  return buildBaselines(
    lake,
    { fromDay: day(args, 'from'), toDay: day(args, 'to'), byBuild: args['by-build'] === true },
    io,
  );
}

async function show(args: Arguments, lake: string, { io }: Session): Promise<number> {
  const { showBaseline } = await import('../run/baseline-command.ts');
  return showBaseline(lake, singleText(args, 'app') ?? '', io);
}

async function diff(args: Arguments, lake: string, { io }: Session): Promise<number> {
  const { diffBaselines } = await import('../run/baseline-command.ts');
  return diffBaselines(lake, singleText(args, 'before') ?? '', singleText(args, 'after') ?? '', io);
}

async function check(args: Arguments, lake: string, { io }: Session): Promise<number> {
  const { checkBaselines } = await import('../run/baseline-command.ts');
  return checkBaselines(lake, singleText(args, 'app'), io);
}

async function suggest(args: Arguments, lake: string, { io }: Session): Promise<number> {
  const { suggestAllowRules } = await import('../run/suggest-command.ts');
  return suggestAllowRules(lake, singleText(args, 'app') ?? '', io);
}

async function assert(args: Arguments, lake: string, { io }: Session): Promise<number> {
  const [owner, reason] = [singleText(args, 'owner'), singleText(args, 'reason')];
  if (owner === undefined || reason === undefined) throw new UserError('Say who and why: --owner NAME --reason TEXT.');
  const { assertApp } = await import('../run/baseline-command.ts');
  return assertApp(lake, singleText(args, 'app') ?? '', owner, reason, io);
}

function day(args: Arguments, option: string): string | undefined {
  const text = singleText(args, option);
  if (text === undefined || /^\d{4}-\d\d-\d\d$/.test(text)) return text;
  throw new UserError(`--${option} expects a day such as 2026-11-01, not ${JSON.stringify(text)}.`);
}
