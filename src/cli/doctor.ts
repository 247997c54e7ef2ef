// `cipherscope doctor`: which optional parts are on this machine, and what each is for. Nothing here is required, so it exits with 0.

import type { CommandModule } from 'yargs';
import type { Session, Task } from './session.ts';

export function doctorCommand(begin: (task: Task) => void): CommandModule {
  return {
    command: 'doctor',
    describe: 'Say which optional parts are on this machine, and what each is for',
    handler: () => begin(doctor),
  };
}

async function doctor({ io, process }: Session): Promise<number> {
  const { inspectParts } = await import('./optional-parts.ts');
  const parts = await inspectParts(process.environment);
  const nameWidth = Math.max(...parts.map(({ name }) => name.length));
  const stateWidth = Math.max(...parts.map(({ state }) => state.length));
  for (const { name, state, purpose } of parts) {
    io.stdout.write(`${name.padEnd(nameWidth)}  ${state.padEnd(stateWidth)}  ${purpose}\n`);
  }
  return 0;
}
