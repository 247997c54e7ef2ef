// `cipherscope baseline build | show | diff | check | assert`: what is usual for an app, what changed, and whether the newest sessions drift.

import { UserError } from '../base/user-error.ts';
import type { AppSession, SessionChoice } from '../lake/app-sessions.ts';
import { assertBaseline, readAssertions } from '../lake/baseline-assertion.ts';
import { Lake } from '../lake/lake.ts';
import { differenceOf } from '../models/baseline-difference.ts';
import { judgeDrift } from '../models/baseline-drift.ts';
import { BASELINE_MEASURES, BASELINE_SETS, type SetName } from '../models/baseline-measures.ts';
import { type BaselineProfile, buildProfile, MIN_SESSIONS } from '../models/baseline-profile.ts';
import { scoreSession } from '../models/baseline-score.ts';
import { counted } from '../report/human-number.ts';
import { jsonLine, visibleText } from '../report/safe-text.ts';
import { type Population, readPopulation } from './app-population.ts';
import { closestWord } from './closest-word.ts';
import { ExitCode } from './exit-code.ts';

export interface BaselineIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

const VALUES_SHOWN = 20;

/** Prints a line of JSON an app: its baseline as numbers. */
export async function buildBaselines(root: string, choice: SessionChoice, io: BaselineIo): Promise<number> {
  const lake = Lake.open(root, false);
  const population = await readPopulation(lake, choice, io);
  const vetted = new Set(readAssertions(lake).map(({ app }) => app));
  for (const [app, sessions] of population.byApp) {
    io.stdout.write(`${jsonLine(baselineRecord(app, sessions, population, vetted.has(app)))}\n`);
  }
  return ExitCode.done;
}

export async function showBaseline(root: string, app: string, io: BaselineIo): Promise<number> {
  const lake = Lake.open(root, false);
  const population = await readPopulation(lake, {}, io);
  const sessions = sessionsOf(population, app);
  const profile = buildProfile(sessions, population.scales);
  const assertion = readAssertions(lake).find((one) => one.app === app);
  const lines = [
    `${visibleText(app)}: ${counted(profile.sessions, 'quiet session')}${profile.leftOut > 0 ? `, ${profile.leftOut} with alerts left out` : ''}`,
    assertion === undefined
      ? 'Unvetted: nobody has said that this is what the app should do (baseline assert).'
      : `Vetted by ${visibleText(assertion.owner)}: ${visibleText(assertion.reason)}`,
    `Versions: ${distinct(sessions.map(({ version }) => version)) || 'unknown'}. Signers: ${distinct(sessions.map(({ signerSha256 }) => signerSha256?.slice(0, 16))) || 'unknown'}. Devices: ${distinct(sessions.map(({ device }) => device))}.`,
    ...block(measureLines(profile)),
    ...block(
      (Object.entries(BASELINE_SETS) as [SetName, string][]).flatMap(([name, noun]) => setLine(profile, name, noun)),
    ),
    '',
    `Drift: ${judgeDrift(sessions, population.scales).reason}.`,
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
  return ExitCode.done;
}

/** `left` and `right` as `APP@VERSION`; the right one's app may be left out: `@VERSION`. */
export async function diffBaselines(root: string, left: string, right: string, io: BaselineIo): Promise<number> {
  const lake = Lake.open(root, false);
  const population = await readPopulation(lake, {}, io);
  const [app, before] = atVersion(left);
  const [otherApp, after] = atVersion(right);
  const one = versionSessions(population, app, before);
  const two = versionSessions(population, otherApp === '' ? app : otherApp, after);
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
  io.stdout.write(`${lines.join('\n')}\n`);
  return ExitCode.done;
}

/** Ends with 1 where an app drifts. */
export async function checkBaselines(root: string, app: string | undefined, io: BaselineIo): Promise<number> {
  const lake = Lake.open(root, false);
  const population = await readPopulation(lake, {}, io);
  const chosen = app === undefined ? [...population.byApp] : [[app, sessionsOf(population, app)] as const];
  let drifting = 0;
  let insufficient = 0;
  for (const [name, sessions] of chosen) {
    const verdict = judgeDrift(sessions, population.scales);
    if (verdict.status === 'insufficient') insufficient++;
    if (verdict.status !== 'drifting') continue;
    drifting++;
    io.stdout.write(`${visibleText(name)}: drifts: ${verdict.reason}.\n`);
    const newest = sessions[sessions.length - 1] as AppSession;
    const before = buildProfile(sessions.slice(0, -1), population.scales);
    for (const { sentence } of scoreSession(newest, before).items) io.stdout.write(`  ${visibleText(sentence)}\n`);
  }
  io.stdout.write(
    `${counted(drifting, 'app')} of ${chosen.length} drift; ${counted(insufficient, 'app')} with too few sessions to say.\n`,
  );
  return drifting > 0 ? ExitCode.findings : ExitCode.done;
}

export async function assertApp(
  root: string,
  app: string,
  owner: string,
  reason: string,
  io: BaselineIo,
): Promise<number> {
  const lake = Lake.open(root, false);
  const sessions = sessionsOf(await readPopulation(lake, { app }, io), app);
  const untilUs = Math.max(...sessions.map(({ startUs }) => startUs));
  assertBaseline(lake, { app, owner, reason, until_us: untilUs });
  io.stdout.write(
    `${visibleText(app)}: vetted by ${visibleText(owner)}, over ${counted(sessions.length, 'session')}.\n`,
  );
  return ExitCode.done;
}

function sessionsOf({ byApp }: Population, app: string): AppSession[] {
  const sessions = byApp.get(app);
  if (sessions !== undefined) return sessions;
  const near = closestWord(app, [...byApp.keys()]);
  throw new UserError(`${app}: the lake has no session of it.${near === undefined ? '' : ` Did you mean ${near}?`}`);
}

function versionSessions(population: Population, app: string, version: string): AppSession[] {
  const sessions = sessionsOf(population, app);
  const own = sessions.filter((session) => session.version === version);
  if (own.length > 0) return own;
  const known = distinct(sessions.map((session) => session.version)) || 'none, because no inventory was given';
  throw new UserError(`${app}@${version}: no session of that version. Versions in the lake: ${known}.`);
}

function atVersion(text: string): [app: string, version: string] {
  const at = text.lastIndexOf('@');
  if (at < 0) throw new UserError(`${text}: write APP@VERSION, such as com.example.app@4.1.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function baselineRecord(
  app: string,
  sessions: readonly AppSession[],
  { scales }: Population,
  isVetted: boolean,
): object {
  const profile = buildProfile(sessions, scales);
  return {
    app,
    status: profile.sessions < MIN_SESSIONS ? 'insufficient' : isVetted ? 'vetted' : 'unvetted',
    versions: [...new Set(sessions.flatMap(({ version }) => version ?? []))].sort(),
    signers: [...new Set(sessions.flatMap(({ signerSha256 }) => signerSha256 ?? []))].sort(),
    sessions: profile.sessions,
    left_out: profile.leftOut,
    measures: profile.measures,
    sets: Object.fromEntries(
      Object.entries(profile.sets).map(([name, values]) => [name, Object.fromEntries([...values].sort())]),
    ),
    novelty_rates: profile.noveltyRates,
    drift: judgeDrift(sessions, scales),
  };
}

/** Set off by an empty line, where there is anything. */
function block(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function measureLines({ measures }: BaselineProfile): string[] {
  return BASELINE_MEASURES.flatMap(({ name, label, isLogarithmic }) => {
    const usual = measures[name];
    if (usual === undefined) return [];
    const back = (value: number) => Number((isLogarithmic ? Math.expm1(value) : value).toPrecision(3));
    return [`${label}: usually ${back(usual.median)}, seldom above ${back(usual.median + 2 * usual.scale)}`];
  });
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
