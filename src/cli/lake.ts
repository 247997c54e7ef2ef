// `cipherscope lake`: what a lake holds, a report on its apps, cases that keep it, pruning, and evidence to share.

import type { Argv, CommandModule } from 'yargs';
import { UserError } from '../base/user-error.ts';
import type { Session, Task } from './session.ts';
import { type Arguments, severalTexts, singleText } from './typed-arguments.ts';

const DAYS = /^(\d{1,5})d?$/;

/** Options of this command stand before those that every command has. */
const OWN = 'Lake:';

const TEXT = { type: 'string', nargs: 1, group: OWN } as const;
const TEXTS = { ...TEXT, array: true } as const;
const SWITCH = { type: 'boolean', group: OWN } as const;

export function lakeCommand(begin: (task: Task) => void): CommandModule {
  const task = (run: (args: Arguments, lake: string, session: Session) => Promise<number>) => (args: Arguments) =>
    begin((session) => run(args, lakeOf(args), session));
  return {
    command: 'lake',
    describe: 'Show a lake, report on its apps, hold cases, prune what is old, share evidence, query its tables',
    builder: (parser) =>
      parser
        .option('lake', { ...TEXT, global: true, describe: 'The lake that batch made' })
        .command('show', 'Say what the lake holds, and what is missing', (inner) => inner, task(show))
        .command('hold <case>', 'Keep the captures and logs of a case by hash', holdOptions, task(hold))
        .command('prune', 'Remove captures that are old and that no case holds', pruneOptions, task(prune))
        .command('report', 'Write a page and a table over all apps, ranked', reportOptions, task(report))
        .command('evidence <finding>', 'Make a pack of a finding that can be shared', evidenceOptions, task(evidence))
        .command(
          'verify <pack>',
          'Check an evidence pack: its hashes, and that what it cites is there',
          (inner) => inner.positional('pack', { type: 'string', describe: 'A folder or a .zip' }),
          (args) => begin((session) => verify(args, session)),
        )
        .command('query <sql>', 'Print the rows of a SQL query as NDJSON', queryOptions, task(query)),
    handler: () => begin(refuse),
  };
}

function holdOptions(parser: Argv): Argv {
  return parser
    .positional('case', { type: 'string', describe: 'A name' })
    .option('finding', { ...TEXTS, describe: 'Its captures are held' })
    .option('capture', { ...TEXTS, describe: 'A capture id' })
    .option('reason', { ...TEXT, describe: 'Why' });
}

function pruneOptions(parser: Argv): Argv {
  return parser
    .option('older-than', { ...TEXT, describe: 'Days, such as 90d' })
    .option('dry-run', { ...SWITCH, describe: 'Only say what would be removed' });
}

function reportOptions(parser: Argv): Argv {
  return parser.option('output', { ...TEXT, alias: 'o', describe: 'Where index.html and apps.csv go' });
}

function evidenceOptions(parser: Argv): Argv {
  return parser
    .positional('finding', { type: 'string', describe: 'The finding_id, its beginning, or the package of its app' })
    .option('output', { ...TEXT, alias: 'o', describe: 'A folder, or a file that ends with .zip' })
    .option('key', { ...TEXT, describe: 'Key of the pseudonyms; made where there is none' })
    .option('hide-apps', { ...SWITCH, describe: 'Package names become pseudonyms too' });
}

function queryOptions(parser: Argv): Argv {
  return parser.positional('sql', { type: 'string', describe: 'SELECT … FROM flows' });
}

async function refuse(): Promise<number> {
  throw new UserError('Say what to do: cipherscope lake show, report, hold, prune, evidence, verify or query.');
}

function lakeOf(args: Arguments): string {
  const lake = singleText(args, 'lake');
  if (lake === undefined) throw new UserError('Say which lake: --lake FOLDER.');
  return lake;
}

async function show(_: Arguments, lake: string, { io }: Session): Promise<number> {
  const { showLake } = await import('../run/lake-command.ts');
  return showLake(lake, Date.now() * 1000, io);
}

async function hold(args: Arguments, lake: string, { io }: Session): Promise<number> {
  const { holdInLake } = await import('../run/lake-command.ts');
  const choice = {
    findings: severalTexts(args, 'finding'),
    captures: severalTexts(args, 'capture'),
    reason: singleText(args, 'reason') ?? '',
  };
  return holdInLake(lake, singleText(args, 'case') ?? '', choice, io);
}

async function prune(args: Arguments, lake: string, { io }: Session): Promise<number> {
  const text = singleText(args, 'older-than');
  const days = DAYS.exec(text ?? '')?.[1];
  if (days === undefined) throw new UserError('Say how old: --older-than 90d.');
  const { pruneLake } = await import('../run/lake-command.ts');
  return pruneLake(lake, Number(days), args['dry-run'] === true, Date.now() * 1000, io);
}

async function report(args: Arguments, lake: string, { io }: Session): Promise<number> {
  const output = singleText(args, 'output');
  if (output === undefined) throw new UserError('Say where the report goes: -o FOLDER.');
  const { reportLake } = await import('../run/lake-report.ts');
  return reportLake(lake, output, Date.now() * 1000, io);
}

async function evidence(args: Arguments, lake: string, { io }: Session): Promise<number> {
  const output = singleText(args, 'output');
  if (output === undefined) throw new UserError('Say where the pack goes: -o FOLDER, or -o FILE.zip.');
  const { packEvidence } = await import('../run/evidence-command.ts');
  const target = {
    finding: singleText(args, 'finding') ?? '',
    output,
    keyFile: singleText(args, 'key'),
    hidesApps: args['hide-apps'] === true,
  };
  return packEvidence(lake, target, io);
}

async function verify(args: Arguments, { io }: Session): Promise<number> {
  const { verifyPack } = await import('../run/evidence-verify.ts');
  return verifyPack(singleText(args, 'pack') ?? '', io);
}

async function query(args: Arguments, lake: string, { io }: Session): Promise<number> {
  const { queryLake } = await import('../run/lake-query.ts');
  return queryLake(lake, singleText(args, 'sql') ?? '', io);
}
