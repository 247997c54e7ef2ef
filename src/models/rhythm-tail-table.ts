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
      scores: [-21.565, -2.174, -1.325, -0.844, -0.319, 0.321, 0.894, 1.656, 2.144, 2.574, 3.362, 3.999],
    },
    {
      activations: 6,
      scores: [-21.565, -1.666, -1.232, -0.844, -0.319, 0.321, 0.952, 1.656, 2.298, 2.674, 3.949, 4.103],
    },
    {
      activations: 7,
      scores: [-21.565, -1.666, -1.232, -0.844, -0.319, 0.321, 0.959, 1.67, 2.362, 3.115, 4.152, 5.928],
    },
    {
      activations: 8,
      scores: [-21.565, -1.223, -0.902, -0.579, -0.118, 0.438, 1.149, 1.885, 2.417, 3.115, 4.152, 5.928],
    },
    {
      activations: 9,
      scores: [-21.565, -1.105, -0.874, -0.579, -0.118, 0.438, 1.149, 1.954, 2.631, 3.21, 4.266, 5.928],
    },
    {
      activations: 12,
      scores: [-21.565, -1.105, -0.874, -0.579, -0.118, 0.438, 1.149, 2.053, 2.631, 3.544, 4.266, 5.928],
    },
    {
      activations: 15,
      scores: [-21.565, -0.971, -0.803, -0.579, -0.118, 0.438, 1.149, 2.053, 2.631, 3.544, 4.306, 5.928],
    },
    {
      activations: 20,
      scores: [-21.565, -0.971, -0.803, -0.579, -0.118, 0.438, 1.149, 2.053, 2.631, 3.544, 4.306, 5.981],
    },
    {
      activations: 27,
      scores: [-21.565, -0.971, -0.803, -0.579, -0.118, 0.438, 1.149, 2.053, 2.631, 3.544, 4.489, 5.981],
    },
    {
      activations: 37,
      scores: [-21.565, -0.971, -0.803, -0.579, -0.118, 0.438, 1.149, 2.053, 2.631, 3.544, 4.489, 5.981],
    },
    {
      activations: 52,
      scores: [-21.565, -0.971, -0.803, -0.579, -0.118, 0.438, 1.149, 2.053, 2.631, 3.544, 4.489, 5.981],
    },
    {
      activations: 73,
      scores: [-21.565, -0.971, -0.803, -0.579, -0.118, 0.438, 1.149, 2.053, 2.631, 3.544, 4.489, 5.981],
    },
    {
      activations: 105,
      scores: [-21.565, -0.971, -0.803, -0.579, -0.118, 0.438, 1.149, 2.053, 2.631, 3.544, 4.489, 5.981],
    },
    {
      activations: 155,
      scores: [-21.565, -0.971, -0.803, -0.579, -0.118, 0.438, 1.149, 2.053, 2.631, 3.544, 4.489, 5.981],
    },
    {
      activations: 276,
      scores: [-21.565, -0.971, -0.803, -0.579, -0.118, 0.438, 1.149, 2.053, 2.631, 3.544, 4.489, 5.981],
    },
  ],
};
