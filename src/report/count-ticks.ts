// Whole numbers along an axis of counts: steps of one, two or five times a power of ten, six ticks at most.

export function countTicks(most: number): number[] {
  let step = 1;
  for (let i = 0; most / step > 5; i += 1) step *= i % 3 === 1 ? 2.5 : 2;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}
