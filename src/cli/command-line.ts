// From argv to an exit code: the table of commands, the options they share, and the one place where errors become messages.
// Light on purpose: commands load what they need when they run, so `--help` loads yargs and nothing of the analysis.

import yargs from 'yargs';
import { UserError } from '../base/user-error.ts';
import { ExitCode, exitCodeOfError, worstExitCode } from '../run/exit-code.ts';
import { toolVersion } from '../run/tool-version.ts';
import { commandModules, commandNames } from './command-registry.ts';
import { completeValue } from './completion-values.ts';
import { PipeSafeOutput } from './pipe-safe-output.ts';
import { isUnicodeLocale, plainCharacters } from './plain-characters.ts';
import type { CommandIo, GlobalOptions, ProcessView, Task } from './session.ts';
import { STDIN_PATH } from './typed-arguments.ts';
import { explainUsage } from './usage-advice.ts';

export async function runCommandLine(argv: readonly string[], process: ProcessView): Promise<number> {
  const spelled = ({ isTTY }: { readonly isTTY?: boolean }) =>
    isTTY === true && !isUnicodeLocale(process.environment) ? plainCharacters : undefined;
  const stdout = new PipeSafeOutput(process.stdout, spelled(process.stdout));
  const stderr = new PipeSafeOutput(process.stderr, await remarksOf(process, spelled(process.stderr)));
  const say = (text: string) => stderr.write(`cipherscope: ${text}\n`);
  let verbose = argv.includes('-v') || argv.includes('--verbose');
  const codes: number[] = [];
  try {
    const { task, options, output } = await readArguments(argv, columnsOf(process));
    verbose = options.verbose;
    if (output !== '') stdout.write(`${output}\n`);
    const io = { stdout, stderr, signal: process.signal, ...terminalOf(options, process) };
    if (task !== undefined) codes.push(await task({ process, io, options }));
  } catch (error) {
    codes.push(exitCodeOfError(error));
    // File names and what files hold stand in messages: nothing of them may reach the terminal as a control character.
    const { visibleText } = await import('../report/safe-text.ts');
    const visibleLines = (text: string) => text.split('\n').map(visibleText).join('\n');
    say(visibleLines(messageOf(error)));
    if (verbose && error instanceof Error && !(error instanceof UserError))
      stderr.write(`${visibleLines(error.stack ?? '')}\n`);
  }
  if (process.signal.aborted) codes.push(ExitCode.interrupted);
  await stdout.flush();
  const failure = stdout.failure;
  if (failure !== undefined) {
    codes.push(ExitCode.io);
    say(`cannot write to the output: ${failure.message}`);
  }
  await stderr.flush();
  return worstExitCode(codes);
}

/** How remarks are written: those that a terminal shows are folded to its width, as wide as it is at the time. */
async function remarksOf({ stderr, environment }: ProcessView, spell: ((text: string) => string) | undefined) {
  if (stderr.isTTY !== true) return spell;
  const { foldedRemark } = await import('./folded-remarks.ts');
  return (text: string) => {
    const remark = foldedRemark(text, columnsOf({ environment, stdout: stderr }));
    return spell === undefined ? remark : spell(remark);
  };
}

async function readArguments(argv: readonly string[], columns: number) {
  let task: Task | undefined;
  let failure: Error | null | undefined;
  let output = '';
  const begin = (work: Task) => {
    task = work;
  };
  const isCompleting = argv[0] === COMPLETING;
  if (isCompleting) {
    const values = await completeValue(argv.slice(2));
    if (values !== undefined) return { task, options: globalOptions({}), output: values.join('\n') };
  }
  const parser = yargs()
    .scriptName('cipherscope')
    .locale('en')
    .updateStrings({ string: 'value', array: 'repeatable', boolean: 'switch' })
    .usage(
      '$0 <command>\n\nSays which apps of a capture send ciphertext that their purpose does not explain, and on what evidence.',
    )
    .parserConfiguration(PARSING)
    .command(commandModules(begin))
    .option('quiet', {
      alias: 'q',
      type: 'boolean',
      global: true,
      describe: 'No summary, and no progress or remarks on stderr',
    })
    .option('verbose', {
      alias: 'v',
      type: 'boolean',
      global: true,
      describe: 'Say more: the long summary; on stderr notes and stack traces',
    })
    .option('color', {
      type: 'string',
      global: true,
      nargs: 1,
      describe: 'auto, always or never; auto honours NO_COLOR',
    })
    .version(toolVersion())
    .completion('completion', 'Print a completion script for bash or zsh')
    .help()
    .strict()
    .demandCommand(1, `Say what to do: ${commandNames()}.`)
    .epilogue('cipherscope <command> --help shows the options of a command.')
    .wrap(asksForHelp(argv) ? Math.min(120, columns) : null)
    .exitProcess(false);
  // What is being typed may be the dash of an option.
  const args = argv.map((argument) => (argument === '-' && !isCompleting ? STDIN_PATH : argument));
  const parsed = await parser.parseAsync(args, {}, (error: Error | null | undefined, _: unknown, text: string) => {
    failure = error;
    output = text;
  });
  if (failure) throw new UserError(explainUsage(failure.message, argv));
  // What is being typed may be wrong still.
  return {
    task,
    options: globalOptions(isCompleting ? {} : parsed),
    output: isCompleting ? withShortForms(output) : output,
  };
}

/** yargs makes the text of the help in every run, and to fit it into columns takes 40 ms. */
function asksForHelp(argv: readonly string[]): boolean {
  return argv.some((argument) => argument.includes('help'));
}

/** yargs offers an alias of one letter with two dashes, where it is no option. zsh has a description behind a colon. */
function withShortForms(offered: string): string {
  return offered.replace(/^--(\w)(?=:|$)/gm, '-$1');
}

/** What the shell's script puts first; the program's name and the words follow. */
const COMPLETING = '--get-yargs-completions';

const PARSING = {
  'boolean-negation': true,
  'camel-case-expansion': false,
  'dot-notation': false,
  // `-t LOGS capture.pcap` must not swallow the capture.
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'strip-aliased': true,
};

function globalOptions(args: Record<string, unknown>): GlobalOptions {
  const color = args['color'] === false ? 'never' : (args['color'] ?? 'auto');
  if (color !== 'auto' && color !== 'always' && color !== 'never') {
    throw new UserError(`--color expects auto, always or never, not ${JSON.stringify(color)}.`);
  }
  return { quiet: args['quiet'] === true, verbose: args['verbose'] === true, color };
}

/** https://no-color.org: any non-empty NO_COLOR turns colour off, unless the option asks for it. */
function terminalOf(
  { color, quiet }: GlobalOptions,
  { environment, stdout, stderr }: ProcessView,
): Pick<CommandIo, 'colour' | 'columns' | 'interactive'> {
  const able = stdout.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  return {
    colour: color === 'always' || (color === 'auto' && able),
    columns: columnsOf({ environment, stdout }),
    interactive: stderr.isTTY === true && environment['TERM'] !== 'dumb' && !quiet,
  };
}

/** Of the terminal; in a pipe, or where the terminal tells none (0), what COLUMNS says (POSIX, section 8.3), else 80. */
function columnsOf({ environment, stdout }: Pick<ProcessView, 'environment' | 'stdout'>): number {
  const named = Number(environment['COLUMNS']);
  return stdout.columns || (Number.isInteger(named) && named > 0 ? named : 80);
}

function messageOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const code = exitCodeOfError(error);
  if (code === ExitCode.interrupted) return 'interrupted.';
  const message = error instanceof Error ? error.message : String(error);
  if (code === ExitCode.io) return `${message}.`;
  return `internal error: ${message}\nThis is a bug of cipherscope, not of your input; -v prints where it happened.`;
}
