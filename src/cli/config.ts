// `cipherscope config show | check`: what would be used and why, and whether a file would be accepted.

import type { CommandModule } from 'yargs';
import { UserError } from '../base/user-error.ts';
import { SETTING_KEYS } from '../run/config-settings.ts';
import type { Session, Task } from './session.ts';
import { type Arguments, CONFIG_OPTION, singleText } from './typed-arguments.ts';

export function configCommand(begin: (task: Task) => void): CommandModule {
  return {
    command: 'config',
    describe: 'Show or check the configuration',
    builder: (parser) =>
      parser
        .command({
          command: 'show',
          describe: 'Print every setting, its value and where the value comes from',
          builder: (inner) => inner.option('config', CONFIG_OPTION),
          handler: (args) => begin((session) => show(args, session)),
        })
        .command({
          command: 'check [file]',
          describe: 'Check a configuration file; by default cipherscope.json',
          builder: (inner) => inner.positional('file', { type: 'string', describe: 'The file' }),
          handler: (args) => begin((session) => check(args, session)),
        }),
    handler: () => begin(refuse),
  };
}

async function refuse(): Promise<number> {
  throw new UserError('Say what to do: cipherscope config show, or cipherscope config check FILE.');
}

async function show(args: Arguments, { process, io }: Session): Promise<number> {
  const { resolveConfig } = await import('../run/config-sources.ts');
  const { environment, folder } = process;
  const file = singleText(args, 'config');
  const { settings, origins, warnings } = await resolveConfig({ options: {}, environment, file, folder });
  const [{ visibleText }, { folded }] = await Promise.all([
    import('../report/safe-text.ts'),
    import('../report/terminal-lines.ts'),
  ]);
  const rows = SETTING_KEYS.map((key) => {
    const value = settings[key];
    return [key, value === undefined ? 'not set' : visibleText(JSON.stringify(value)), origins[key]] as const;
  });
  const keyWidth = Math.max(...rows.map(([key]) => key.length));
  const valueWidth = Math.max(...rows.map(([, value]) => value.length));
  for (const [key, value, origin] of rows) {
    const row = `${key.padEnd(keyWidth)}  ${value.padEnd(valueWidth)}  ${visibleText(origin)}\n`;
    io.stdout.write(folded(row, io.columns, keyWidth + 2));
  }
  for (const warning of warnings) io.stderr.write(`cipherscope: ${visibleText(warning)}\n`);
  return 0;
}

async function check(args: Arguments, { process, io }: Session): Promise<number> {
  const [{ resolve }, { checkConfigFile, CONFIG_FILE }, { visibleText }, { counted }] = await Promise.all([
    import('node:path'),
    import('../run/config-sources.ts'),
    import('../report/safe-text.ts'),
    import('../report/human-number.ts'),
  ]);
  const file = singleText(args, 'file') ?? CONFIG_FILE;
  const count = await checkConfigFile(resolve(process.folder, file), file);
  io.stdout.write(`${visibleText(file)}: good, ${counted(count, 'setting')}\n`);
  return 0;
}
