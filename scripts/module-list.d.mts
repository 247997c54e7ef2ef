// Types of module-list.mjs, for the tests.

export function listModules(args: readonly string[], cwd?: string): Promise<string[]>;
