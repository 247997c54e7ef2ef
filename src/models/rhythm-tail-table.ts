// Written by eval/beacons/calibrate.mjs, 1000 series a family and row: do not edit.
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: scores are measured, and like a constant by chance only

export const RHYTHM_TAIL: {
  /** Chance of at least the score of the same position. */
  readonly chances: readonly number[];
  /** Scores in nats, by number of activations. */
  readonly rows: readonly { readonly activations: number; readonly scores: readonly number[] }[];
} = {
  chances: [1, 0.8125, 0.625, 0.4375, 0.25, 0.125, 0.0625, 0.025, 0.0125, 0.00625, 0.0025, 0.00125],
  rows: [
    {
      activations: 5,
      scores: [-21.565, -2.218, -1.354, -0.851, -0.288, 0.319, 0.921, 1.668, 2.186, 2.638, 3.422, 4.077],
    },
    {
      activations: 6,
      scores: [-21.565, -2.044, -1.354, -0.851, -0.288, 0.319, 0.921, 1.703, 2.349, 2.752, 4.048, 4.187],
    },
    {
      activations: 7,
      scores: [-21.565, -2.044, -1.354, -0.851, -0.288, 0.319, 0.921, 1.703, 2.349, 3.035, 4.048, 6.048],
    },
    {
      activations: 8,
      scores: [-21.565, -1.562, -1.124, -0.734, -0.274, 0.36, 1.042, 1.796, 2.413, 3.035, 4.048, 6.048],
    },
    {
      activations: 9,
      scores: [-21.565, -1.562, -1.124, -0.734, -0.274, 0.36, 1.042, 1.848, 2.566, 3.162, 4.297, 6.048],
    },
    {
      activations: 12,
      scores: [-21.565, -1.562, -1.124, -0.734, -0.274, 0.36, 1.042, 1.848, 2.566, 3.525, 4.297, 6.048],
    },
    {
      activations: 15,
      scores: [-21.565, -1.542, -1.124, -0.734, -0.274, 0.36, 1.042, 1.848, 2.566, 3.525, 4.297, 6.048],
    },
    {
      activations: 20,
      scores: [-21.565, -1.542, -1.124, -0.734, -0.274, 0.36, 1.042, 1.848, 2.566, 3.525, 4.297, 6.048],
    },
    {
      activations: 27,
      scores: [-21.565, -1.542, -1.124, -0.734, -0.274, 0.36, 1.042, 1.848, 2.566, 3.525, 4.367, 6.048],
    },
    {
      activations: 37,
      scores: [-21.565, -1.542, -1.124, -0.734, -0.274, 0.36, 1.042, 1.848, 2.566, 3.525, 4.367, 6.048],
    },
    {
      activations: 52,
      scores: [-21.565, -1.542, -1.124, -0.734, -0.274, 0.36, 1.042, 1.848, 2.566, 3.525, 4.367, 6.048],
    },
    {
      activations: 73,
      scores: [-21.565, -1.542, -1.124, -0.734, -0.274, 0.36, 1.042, 1.848, 2.566, 3.525, 4.367, 6.048],
    },
    {
      activations: 105,
      scores: [-21.565, -1.542, -1.124, -0.734, -0.274, 0.36, 1.042, 1.848, 2.566, 3.525, 4.367, 6.048],
    },
    {
      activations: 155,
      scores: [-21.565, -1.542, -1.124, -0.734, -0.274, 0.36, 1.042, 1.848, 2.566, 3.525, 4.367, 6.048],
    },
    {
      activations: 276,
      scores: [-21.565, -1.542, -1.124, -0.734, -0.274, 0.36, 1.042, 1.848, 2.566, 3.525, 4.367, 6.048],
    },
  ],
};
