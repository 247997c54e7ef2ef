// `cipherscope collect`: takes the logs that attribution and the evidence areas need from a device, after saying what it will take.

import type { CommandModule } from 'yargs';
import { UserError } from '../base/user-error.ts';
import type { Session, Task } from './session.ts';
import { type Arguments, severalTexts, singleText } from './typed-arguments.ts';

export function collectCommand(begin: (task: Task) => void): CommandModule {
  return {
    command: 'collect',
    describe: 'Take sockets, packages, states and events from a device, with a chain of custody',
    builder: (parser) =>
      parser
        .option('adb', { type: 'boolean', describe: 'From a device over adb' })
        .option('local', { type: 'boolean', describe: 'From this machine (on the device itself, or in a lab)' })
        .option('app', {
          type: 'string',
          array: true,
          describe: 'Package to watch; with --local, PACKAGE=UID where there is no package manager',
        })
        .option('output', {
          alias: 'o',
          type: 'string',
          nargs: 1,
          describe: 'New folder for the logs and custody.ndjson',
        })
        .option('serial', { alias: 's', type: 'string', nargs: 1, describe: 'Which device, where adb knows several' })
        .option('adb-program', { type: 'string', nargs: 1, describe: 'The adb to run; by default the one in PATH' })
        .option('interval', {
          type: 'string',
          nargs: 1,
          describe: 'Time between two polls of the sockets; by default 0.5s',
        })
        .option('duration', { type: 'string', nargs: 1, describe: 'How long, such as 10min; by default until Ctrl-C' })
        .option('dry-run', { type: 'boolean', describe: 'Say what would be taken, and take nothing' })
        .option('verify', {
          type: 'string',
          nargs: 1,
          describe: 'Take nothing: is that folder as it was collected? Ends with 3 where not',
        })
        .group(
          ['adb', 'local', 'app', 'output', 'serial', 'adb-program', 'interval', 'duration', 'dry-run', 'verify'],
          'Collection:',
        ),
    handler: (args) => begin((session) => run(args, session)),
  };
}

async function run(args: Arguments, { io, options }: Session): Promise<number> {
  const collected = singleText(args, 'verify');
  if (collected !== undefined) {
    const { verifyCollection } = await import('../run/custody-verify.ts');
    return verifyCollection(collected, io);
  }
  const [{ collect }, { planLines }, { adbShell, localShell }, { toolVersion }] = await Promise.all([
    import('../run/collect.ts'),
    import('../run/collect-plan.ts'),
    import('../run/device-shell.ts'),
    import('../run/tool-version.ts'),
  ]);
  const { visibleText } = await import('../report/safe-text.ts');
  const kind = kindOf(args);
  const apps = await appsOf(args, kind);
  const target = {
    kind,
    apps: apps.map(({ packageName }) => packageName),
    intervalS: await secondsOf(args, 'interval', 0.5),
    hasPackageManager: kind === 'adb' || apps.some(({ isFromDevice }) => isFromDevice),
  };
  const say = (text: string) => options.quiet || io.stderr.write(`cipherscope: ${visibleText(text)}\n`);
  const folder = singleText(args, 'output');
  if (args['dry-run'] === true) {
    for (const text of planLines(target)) io.stdout.write(`${visibleText(text)}\n`);
    return 0;
  }
  if (folder === undefined) throw new UserError('Say where to put it: -o FOLDER.');
  return collect({
    ...target,
    shell:
      kind === 'adb' ? adbShell(singleText(args, 'adb-program') ?? 'adb', singleText(args, 'serial')) : localShell(),
    folder,
    watched: apps.flatMap(({ packageName, uid }) => (uid === undefined ? [] : [{ packageName, uid }])),
    durationS: args['duration'] === undefined ? undefined : await secondsOf(args, 'duration', 0),
    toolVersion: toolVersion(),
    signal: io.signal,
    say,
  });
}

function kindOf(args: Arguments): 'adb' | 'local' {
  if (args['adb'] === true && args['local'] !== true) return 'adb';
  if (args['local'] === true && args['adb'] !== true) return 'local';
  throw new UserError(`Say from where: --adb or --local${args['adb'] === true ? ', not both' : ''}.`);
}

async function appsOf(
  args: Arguments,
  kind: 'adb' | 'local',
): Promise<{ packageName: string; uid: number | undefined; isFromDevice: boolean }[]> {
  const { isPackageName } = await import('../run/collect-plan.ts');
  const texts = severalTexts(args, 'app');
  if (texts.length === 0) throw new UserError('Say which app: --app PACKAGE, as often as needed.');
  const { installedUid } = await import('../run/device-shell.ts');
  const apps = texts.map((text) => {
    const [packageName = '', uidText] = text.split('=', 2);
    if (!isPackageName(packageName)) throw new UserError(`--app ${JSON.stringify(text)} is no package name.`);
    if (uidText === undefined) return { packageName, uid: undefined };
    if (kind === 'adb')
      throw new UserError(`--app ${text}: with --adb the device knows the UID; give the package alone.`);
    if (!/^\d{1,10}$/.test(uidText)) throw new UserError(`--app ${text}: ${JSON.stringify(uidText)} is no UID.`);
    return { packageName, uid: Number(uidText) };
  });
  return Promise.all(
    apps.map(async ({ packageName, uid }) => {
      if (kind === 'adb' || uid !== undefined) return { packageName, uid, isFromDevice: false };
      const found = await installedUid(packageName);
      if (found === undefined)
        throw new UserError(
          `--app ${packageName}: this machine has no package manager that knows it; give ${packageName}=UID.`,
        );
      return { packageName, uid: found, isFromDevice: true };
    }),
  );
}

/** Polls and collections shorter than that are mistakes of unit. */
const LEAST_MS = 50;

async function secondsOf(args: Arguments, option: string, standard: number): Promise<number> {
  const text = singleText(args, option);
  if (text === undefined) return standard;
  const { readDurationMs } = await import('../run/config-values.ts');
  const ms = /^-/.test(text) ? undefined : readDurationMs(text);
  if (ms === undefined)
    throw new UserError(`--${option} expects a duration with its unit, such as 500ms or 10min, not ${text}.`);
  if (ms < LEAST_MS) throw new UserError(`--${option} ${text}: the least is ${LEAST_MS}ms.`);
  return ms / 1000;
}
