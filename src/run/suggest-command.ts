// `cipherscope baseline suggest`: rules for an allowlist out of an app's vetted sessions, printed and never written into a file by itself.

import { UserError } from '../base/user-error.ts';
import { readAssertions } from '../lake/baseline-assertion.ts';
import { Lake } from '../lake/lake.ts';
import { sealedHabits } from '../lake/sealed-habits.ts';
import { SUGGESTION_SESSIONS, suggestedRules } from '../models/allow-suggestion.ts';
import { counted } from '../report/human-number.ts';
import { safeJson, visibleText } from '../report/safe-text.ts';
import { withPopulation } from './app-population.ts';
import type { BaselineIo } from './baseline-command.ts';
import { chosenSessions } from './chosen-sessions.ts';
import { ExitCode } from './exit-code.ts';
import { withDuck } from './with-duck.ts';

/** Prints an allowlist file. UserError where nobody has vetted the app, or too few of its sessions were. */
export async function suggestAllowRules(root: string, name: string, io: BaselineIo): Promise<number> {
  const { stdout, stderr, signal } = io;
  const lake = Lake.open(root, false);
  const warn = (message: string) => stderr.write(`cipherscope: ${visibleText(message)}\n`);
  const { app, sessions } = await withPopulation(
    lake,
    {},
    warn,
    (population) => chosenSessions(population, name),
    signal,
  );
  const assertion = readAssertions(lake).find((one) => one.app === app);
  if (assertion === undefined)
    throw new UserError(
      `${app}: unvetted. An app that was bad from the start has bad habits: look at it, then "cipherscope baseline assert ${app} --owner NAME --reason TEXT".`,
    );
  const vetted = sessions.filter(({ startUs, isQuiet }) => isQuiet && startUs <= assertion.until_us);
  if (vetted.length < SUGGESTION_SESSIONS)
    throw new UserError(
      `${app}: ${counted(vetted.length, 'vetted quiet session')}; ${SUGGESTION_SESSIONS} are needed to call anything a habit.`,
    );
  const signers = [...new Set(vetted.flatMap(({ signerSha256 }) => signerSha256 ?? []))];
  const ids = new Set(vetted.map(({ captureId }) => captureId));
  const commits = lake.commits().commits.filter(({ capture_id: id }) => ids.has(id));
  const habits = await withDuck({ signal }, (duck) => sealedHabits(lake, duck, app, commits));
  const lastUs = vetted.reduce((last, { startUs }) => Math.max(last, startUs), 0);
  const signerSha256 = signers.length === 1 ? signers[0] : undefined;
  const rules = suggestedRules({ app, signerSha256, owner: assertion.owner, sessions: vetted.length, lastUs }, habits);
  stdout.write(`${safeJson(JSON.stringify({ rules }, undefined, 2))}\n`);
  if (signers.length > 1)
    warn(`${app}: ${signers.length} signers in its vetted sessions: the rules hold for any; add "signer".`);
  if (signers.length === 0) warn(`${app}: no inventory names its signer: the rules hold for any.`);
  warn(
    rules.length === 0
      ? `${app}: no destination of ciphertext that nothing explains was in half of its ${counted(vetted.length, 'vetted session')}: no rule is needed.`
      : `${counted(rules.length, 'rule')}. Write a reason for each that you mean, drop the others, and put them into your allowlist.`,
  );
  return ExitCode.done;
}
