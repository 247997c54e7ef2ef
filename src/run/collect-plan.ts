// What `collect` takes from a device, as data: one row a file, with the command that fills it and the sentence that says what it holds. The list
// is printed before anything is taken; the importers of telemetry/ read every file but the two that describe the collection.

export interface CollectTask {
  /** Name in the output folder. */
  readonly file: string;
  /** What it holds, for the person who has to consent. */
  readonly takes: string;
  /** Shell command on the device; undefined: made here (process-states.ts). */
  readonly command: string | undefined;
  /** begin and end: run once; stream: runs until the collection ends. */
  readonly when: 'begin' | 'stream' | 'end';
  /** The device may refuse it (a log for device owners): noted, no error. */
  readonly optional?: boolean;
}

export interface CollectTarget {
  readonly kind: 'adb' | 'local';
  /** Package names, of which some may carry a UID (local only). */
  readonly apps: readonly string[];
  /** Seconds between two polls of the sockets. */
  readonly intervalS: number;
  /** Local: a package manager is there. */
  readonly hasPackageManager: boolean;
}

const STAMP = 'echo "### $(date +%s.%N) boot=$(cut -d" " -f1 /proc/uptime)"';
/** For people: a line that no importer takes for the beginning of a log. */
const CLOCK = 'echo "epoch=$(date +%s.%N) boot=$(cut -d" " -f1 /proc/uptime)"';
/** States and networks change slowly, and their dumps are long. */
const DUMP_SECONDS = 30;
/** Package names go into a shell command: nothing else may. */
const PACKAGE = /^[A-Za-z][A-Za-z0-9_.]*$/;

export function isPackageName(text: string): boolean {
  return text.length <= 255 && PACKAGE.test(text);
}

export function collectPlan(target: CollectTarget): CollectTask[] {
  return target.kind === 'adb' ? adbPlan(target) : localPlan(target);
}

/** The plan for the person who has to consent: from where, then a line a file. */
export function planLines(target: CollectTarget): string[] {
  const lines = collectPlan(target).map(({ file, takes }) => `  ${file}: ${takes}`);
  return [`takes from ${target.kind === 'adb' ? 'the device' : 'this machine'}:`, ...lines];
}

function adbPlan({ apps, intervalS }: CollectTarget): CollectTask[] {
  return [
    {
      file: 'device.txt',
      takes: 'model, build, serial number, time zone and clock of the device',
      command: `${CLOCK}; getprop ro.product.manufacturer; getprop ro.product.model; getprop ro.build.fingerprint; getprop ro.build.version.sdk; getprop persist.sys.timezone; id; echo serial=$(getprop ro.serialno)`,
      when: 'begin',
    },
    socketTask(intervalS),
    packagesTask,
    {
      file: 'dumpsys-package.txt',
      takes: `installer, permissions and signature of ${apps.join(', ')}`,
      command: apps.map((name) => `dumpsys package ${name}`).join('; '),
      when: 'begin',
    },
    {
      file: 'dumpsys-connectivity.txt',
      takes: 'networks and VPN of the device',
      command: `${STAMP}; dumpsys connectivity`,
      when: 'begin',
      optional: true,
    },
    {
      file: 'logcat-events.log',
      takes: 'starts, states and activities of the processes of all apps, screen and keyguard (logcat -b events)',
      command: 'logcat -b events -v threadtime -v epoch -v usec -v uid',
      when: 'stream',
    },
    {
      file: 'logcat-security.log',
      takes:
        'keys of AndroidKeyStore generated, imported, destroyed by all apps, where the device logs them (logcat -b security)',
      command: 'logcat -b security -v threadtime -v epoch -v usec -v uid',
      when: 'stream',
      optional: true,
    },
    {
      file: 'dumpsys-activity-processes.txt',
      takes: `processes of all apps and their state, every ${DUMP_SECONDS} s`,
      command: loop(`${STAMP}; dumpsys activity processes`, DUMP_SECONDS),
      when: 'stream',
    },
    {
      file: 'dumpsys-usagestats.txt',
      takes: 'foreground activity of all apps over the last 24 hours, at the end',
      command: 'dumpsys usagestats',
      when: 'end',
      optional: true,
    },
  ];
}

function localPlan({ apps, intervalS, hasPackageManager }: CollectTarget): CollectTask[] {
  return [
    {
      file: 'device.txt',
      takes: 'name, kernel and clock of this machine',
      command: `${CLOCK}; uname -a; date; id`,
      when: 'begin',
    },
    socketTask(intervalS),
    hasPackageManager
      ? packagesTask
      : { file: 'apps.ndjson', takes: `the UIDs given for ${apps.join(', ')}`, command: undefined, when: 'begin' },
    {
      file: 'states.ndjson',
      takes: `starts and ends of the processes of ${apps.join(', ')}`,
      command: undefined,
      when: 'stream',
    },
  ];
}

function socketTask(intervalS: number): CollectTask {
  return {
    file: 'procnet.log',
    takes: `addresses, ports and UIDs of the sockets of all apps, every ${intervalS} s (the kernel's tables hold them all)`,
    command: loop(`${STAMP}; for f in tcp tcp6 udp udp6; do echo "# $f"; cat /proc/net/$f; done`, intervalS),
    when: 'stream',
  };
}

const packagesTask: CollectTask = {
  file: 'packages.txt',
  takes: 'names, UIDs and installers of all packages',
  command: 'pm list packages -U -i --user all',
  when: 'begin',
};

function loop(command: string, seconds: number): string {
  return `while :; do ${command}; sleep ${seconds}; done`;
}
