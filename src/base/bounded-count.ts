// Counts of things by name, where the names may come from hostile bytes: at most MAX_NAMES are told apart, the rest counts as OTHERS.

export const MAX_NAMES = 200;
export const OTHERS = 'others';

export function countName(counts: Map<string, number>, name: string): void {
  const seen = counts.get(name);
  if (seen !== undefined) counts.set(name, seen + 1);
  else if (counts.size < MAX_NAMES) counts.set(name, 1);
  else counts.set(OTHERS, (counts.get(OTHERS) ?? 0) + 1);
}
