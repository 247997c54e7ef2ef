// `cipherscope baseline build | show | diff | check | assert`: what is usual for an app, what changed, and whether the newest sessions drift.

import { UserError } from '../base/user-error.ts';
import type { AppSession, SessionChoice } from '../lake/app-sessions.ts';
import { assertBaseline, readAssertions } from '../lake/baseline-assertion.ts';
import { Lake } from '../lake/lake.ts';
import { differenceOf } from '../models/baseline-difference.ts';
import { judgeDrift } from '../models/baseline-drift.ts';
import { BASELINE_MEASURES, BASELINE_SETS, type SetName } from '../models/baseline-measures.ts';
import { type BaselineProfile, buildProfile } from '../models/baseline-profile.ts';
import { scoreSession } from '../models/baseline-score.ts';
import { counted, humanCount } from '../report/human-number.ts';
import { jsonLine, visibleText } from '../report/safe-text.ts';
import { folded } from '../report/terminal-lines.ts';
import { type Population, withPopulation } from './app-population.ts';
import { baselineRecord, byBuild } from './baseline-record.ts';
import { chosenSessions } from './chosen-sessions.ts';
import { ExitCode, worstExitCode } from './exit-code.ts';

export interface BaselineIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  readonly columns: number;
}

const VALUES_SHOWN = 20;

/** Prints a line of JSON an app, or one of each of its builds: its baseline as numbers. */
export async function buildBaselines(
  root: string,
  choice: SessionChoice & { readonly byBuild?: boolean },
  io: BaselineIo,
): Promise<number> {
  const lake = Lake.open(root, false);
  const vetted = new Set(readAssertions(lake).map(({ app }) => app));
  return withApps(lake, choice, io, async ({ each, scales }) => {
    for await (const own of each()) {
      for (const one of choice.byBuild === true ? byBuild(own) : [own])
        io.stdout.write(`${jsonLine(baselineRecord(one, scales, vetted.has(one.app)))}\n`);
    }
    return ExitCode.done;
  });
}

/** `name`: an app, or `APP@VERSION`. */
export async function showBaseline(root: string, name: string, io: BaselineIo): Promise<number> {
  const lake = Lake.open(root, false);
  return withApps(lake, {}, io, async (population) => {
    const { app, sessions } = await chosenSessions(population, name);
    const profile = buildProfile(sessions, population.scales);
    const assertion = readAssertions(lake).find((one) => one.app === app);
    const lines = [
      `${visibleText(name)}: ${counted(profile.sessions, 'quiet session')}${profile.leftOut > 0 ? `, ${profile.leftOut} with alerts left out` : ''}`,
      assertion === undefined
        ? 'Unvetted: nobody has said that this is what the app should do (baseline assert).'
        : `Vetted by ${visibleText(assertion.owner)}: ${visibleText(assertion.reason)}`,
      `Versions: ${distinct(sessions.map(({ version }) => version)) || 'unknown'}. Signers: ${distinct(sessions.map(({ signerSha256 }) => signerSha256?.slice(0, 16))) || 'unknown'}. Devices: ${distinct(sessions.map(({ device }) => device))}.`,
      ...block(measureLines(profile)),
      ...block(
        (Object.entries(BASELINE_SETS) as [SetName, string][]).flatMap(([set, noun]) => setLine(profile, set, noun)),
      ),
      '',
      `Drift: ${judgeDrift(sessions, population.scales).reason}.`,
    ];
    io.stdout.write(folded(`${lines.join('\n')}\n`, io.columns));
    return ExitCode.done;
  });
}

/** `left` and `right` as `APP@VERSION`; the right one's app may be left out: `@VERSION`. */
export async function diffBaselines(root: string, left: string, right: string, io: BaselineIo): Promise<number> {
  for (const name of [left, right])
    if (!name.includes('@')) throw new UserError(`${name}: write APP@VERSION, such as com.example.app@4.1.`);
  const other = right.startsWith('@') ? `${left.slice(0, left.indexOf('@'))}${right}` : right;
  return withApps(Lake.open(root, false), {}, io, async (population) => {
    const { sessions: one } = await chosenSessions(population, left);
    const { sessions: two } = await chosenSessions(population, other);
    const { fresh, gone, changed } = differenceOf(one, two, population.scales);
    const lines = [
      `${visibleText(left)} (${counted(one.length, 'session')}) to ${visibleText(right)} (${counted(two.length, 'session')})`,
    ];
    for (const [title, sentences] of [
      ['New', fresh],
      ['Gone', gone],
      ['Changed', changed],
    ] as const) {
      lines.push('', `${title}: ${sentences.length === 0 ? 'nothing' : ''}`.trimEnd());
      lines.push(...sentences.map((sentence) => `  ${visibleText(sentence)}`));
    }
    io.stdout.write(folded(`${lines.join('\n')}\n`, io.columns));
    return ExitCode.done;
  });
}

/** Ends with 1 where an app drifts. */
export async function checkBaselines(root: string, app: string | undefined, io: BaselineIo): Promise<number> {
  const lake = Lake.open(root, false);
  return withApps(lake, {}, io, async (population) => {
    const say = (line: string) => io.stdout.write(folded(`${line}\n`, io.columns));
    let [drifting, insufficient, checked] = [0, 0, 0];
    const check = (name: string, sessions: readonly AppSession[]) => {
      checked++;
      const verdict = judgeDrift(sessions, population.scales);
      if (verdict.status === 'insufficient') insufficient++;
      if (verdict.status !== 'drifting') return;
      drifting++;
      say(`${visibleText(name)}: drifts: ${verdict.reason}.`);
      const newest = sessions[sessions.length - 1] as AppSession;
      const before = buildProfile(sessions.slice(0, -1), population.scales);
      for (const { sentence } of scoreSession(newest, before).items) say(`  ${visibleText(sentence)}`);
    };
    if (app !== undefined) check(app, (await chosenSessions(population, app)).sessions);
    else for await (const one of population.each()) check(one.app, one.sessions);
    say(
      `${counted(drifting, 'app')} of ${checked} drift; ${counted(insufficient, 'app')} with too few sessions to say.`,
    );
    return drifting > 0 ? ExitCode.findings : ExitCode.done;
  });
}

export async function assertApp(
  root: string,
  app: string,
  owner: string,
  reason: string,
  io: BaselineIo,
): Promise<number> {
  const lake = Lake.open(root, false);
  const { sessions } = await withPopulation(
    lake,
    {},
    warning(io),
    (population) => chosenSessions(population, app),
    io.signal,
  );
  const untilUs = sessions.reduce((latest, { startUs }) => Math.max(latest, startUs), Number.NEGATIVE_INFINITY);
  assertBaseline(lake, { app, owner, reason, until_us: untilUs });
  const said = `${visibleText(app)}: vetted by ${visibleText(owner)}, over ${counted(sessions.length, 'session')}.\n`;
  io.stdout.write(folded(said, io.columns));
  return ExitCode.done;
}

/** Ends with 3 instead of 0 where captures had to be left out. */
async function withApps(
  lake: Lake,
  choice: SessionChoice,
  io: BaselineIo,
  work: (population: Population) => Promise<number>,
): Promise<number> {
  let isWhole = true;
  const warn = warning(io);
  const code = await withPopulation(
    lake,
    choice,
    (message) => {
      isWhole = false;
      warn(message);
    },
    work,
    io.signal,
  );
  return worstExitCode([code, ...(isWhole ? [] : [ExitCode.partial])]);
}

function warning({ stderr }: BaselineIo): (message: string) => void {
  return (message) => stderr.write(`cipherscope: ${visibleText(message)}\n`);
}

/** Set off by an empty line, where there is anything. */
function block(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function measureLines({ measures }: BaselineProfile): string[] {
  return BASELINE_MEASURES.flatMap(({ name, label, isLogarithmic }) => {
    const usual = measures[name];
    if (usual === undefined) return [];
    // What is no logarithm is a share, of which there is never more than all.
    const back = (value: number) => shown(isLogarithmic ? Math.expm1(value) : Math.min(1, value));
    return [`${label}: usually ${back(usual.median)}, seldom above ${back(usual.median + 2 * usual.scale)}`];
  });
}

/** Three figures: 0.62, 47.9, 322,000. */
function shown(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded < 1000 ? String(rounded) : humanCount(rounded);
}

function setLine(profile: BaselineProfile, name: SetName, noun: string): string[] {
  const values = [...profile.sets[name]].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (values.length === 0) return [];
  const shown = values.slice(0, VALUES_SHOWN).map(([value, count]) => `${visibleText(value)} (${count})`);
  const more = values.length > VALUES_SHOWN ? ` and ${values.length - VALUES_SHOWN} more` : '';
  return [`${noun}, with sessions: ${shown.join(', ')}${more}`];
}

function distinct(values: readonly (string | undefined)[]): string {
  return [...new Set(values.filter((value) => value !== undefined))].sort().map(visibleText).join(', ');
}
