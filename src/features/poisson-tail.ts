// How unlikely a count is where fewer are expected: events that are independent and rare, as equal bytes of random ones are.

/** −log2 of the chance of `count` or more, at least, by Chernoff's bound on Poisson's tail; 0 where no fewer are expected. */
export function poissonTailBits(count: number, expected: number): number {
  return count <= expected ? 0 : count * Math.log2(count / expected) - (count - expected) * Math.LOG2E;
}
