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
  const [{ inspectParts }, { folded }] = await Promise.all([
    import('./optional-parts.ts'),
    import('../report/terminal-lines.ts'),
  ]);
  const parts = await inspectParts(process.environment);
  const nameWidth = Math.max(...parts.map(({ name }) => name.length));
  const stateWidth = Math.max(...parts.map(({ state }) => state.length));
  for (const { name, state, purpose } of parts) {
    const row = `${name.padEnd(nameWidth)}  ${state.padEnd(stateWidth)}  ${purpose}\n`;
    io.stdout.write(folded(row, io.columns, nameWidth + stateWidth + 4));
  }
  return 0;
}
