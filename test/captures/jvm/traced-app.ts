// Builds and runs the app of this folder in a real JVM while the Frida script watches it through the bridge. Needs a JDK of 17 to 23: later ones no
// longer carry the class-file library that Hooks.java uses.

import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const SCRIPT = here('../../../captures/frida/crypto-trace.js');
const ASM = 'java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED';
const SOURCES = ['app/App.java', 'app/Secrets.java', 'app/android/app/ActivityThread.java'];
SOURCES.push('app/android/os/Process.java', 'app/android/util/Base64.java');
const BRIDGE = ['bridge/Bridge.java', 'bridge/Hooks.java', 'bridge/Values.java'];
/** Below the limit of a test: what hangs does not outlive it. */
const HANG_MS = 110_000;

export const CASE_KEY = '4b'.repeat(32);

export interface Secret {
  readonly kind: string;
  readonly bytes: Buffer;
}

export interface TracedRun {
  /** What the script wrote, as frida would put it into its log file. */
  readonly lines: string[];
  /** What it complained about. */
  readonly errors: string;
  /** What the app held: no line may hold it. */
  readonly secrets: Secret[];
}

/** Why the app cannot be run here. */
export function missingJdk(): string | undefined {
  const { stdout } = spawnSync('javac', ['-version'], { encoding: 'utf8' });
  const version = Number(/^javac (\d+)/.exec(stdout ?? '')?.[1]);
  if (process.platform === 'win32') return 'needs FIFOs';
  if (!(version >= 17 && version <= 23)) return 'needs a JDK of 17 to 23: apt-get install default-jdk-headless';
  return undefined;
}

export class TracedApp {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'cipherscope-jvm-'));

  async build(): Promise<void> {
    const [app, bridge] = [join(this.folder, 'app'), join(this.folder, 'bridge')];
    await Promise.all([
      run('javac', ['-d', app, ...SOURCES.map(here)]),
      run('javac', ['--add-exports', ASM, '-d', bridge, ...BRIDGE.map(here)]),
    ]);
    const manifest = join(this.folder, 'manifest');
    writeFileSync(
      manifest,
      'Premain-Class: bridge.Bridge\nBoot-Class-Path: bridge.jar\nCan-Retransform-Classes: true\n',
    );
    await run('jar', ['cfm', join(this.folder, 'bridge.jar'), manifest, '-C', bridge, 'bridge']);
  }

  async run(part: string, { port = 0, caseKey = CASE_KEY } = {}): Promise<TracedRun> {
    const folder = mkdtempSync(join(this.folder, 'run-'));
    const files = join(folder, 'files');
    mkdirSync(files);
    const [to, from] = [join(folder, 'to'), join(folder, 'from')];
    spawnSync('mkfifo', [to, from]);
    const opens = ['java.security', 'javax.crypto', 'java.util'].flatMap((name) => [
      '--add-opens',
      `java.base/${name}=ALL-UNNAMED`,
    ]);
    const agent = `-javaagent:${join(this.folder, 'bridge.jar')}=${to},${from}`;
    const classes = ['-cp', join(this.folder, 'app'), 'App', String(port), files, part];
    const jvm = spawn('java', ['-XX:TieredStopAtLevel=1', agent, '--add-exports', ASM, ...opens, ...classes]);
    let complaint = '';
    jvm.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    const ended = new Promise<number | null>((resolve) => jvm.on('close', resolve));
    try {
      const host = [here('host.mjs'), SCRIPT, JSON.stringify({ caseKey }), to, from];
      const { stdout, stderr } = await run(process.execPath, host, { maxBuffer: 1 << 26, timeout: HANG_MS });
      if ((await ended) !== 0) throw new Error(`the app failed: ${complaint}`);
      return { lines: stdout.trimEnd().split('\n'), errors: stderr, secrets: secretsIn(files) };
    } finally {
      jvm.kill('SIGKILL');
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function secretsIn(files: string): Secret[] {
  const text = readFileSync(join(files, 'secrets.tsv'), 'utf8').trimEnd();
  return text.split('\n').map((line) => {
    const [kind, hex] = line.split('\t');
    return { kind, bytes: Buffer.from(hex, 'hex') };
  });
}
