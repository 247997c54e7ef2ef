// Types of captures.mjs, for the tests that need small captures with a log.

export function smallCaptures(folder: string, count: number, exchanges?: number): void;
