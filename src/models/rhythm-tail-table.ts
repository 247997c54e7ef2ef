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
      scores: [-51.268, -2.181, -1.303, -0.796, -0.221, 0.406, 1.055, 1.807, 2.275, 2.779, 3.452, 4.171],
    },
    {
      activations: 6,
      scores: [-51.268, -2.032, -1.303, -0.796, -0.221, 0.406, 1.06, 1.807, 2.417, 2.779, 4.111, 4.242],
    },
    {
      activations: 7,
      scores: [-51.268, -2.032, -1.303, -0.796, -0.221, 0.406, 1.06, 1.807, 2.417, 3.048, 4.507, 6.113],
    },
    {
      activations: 8,
      scores: [-51.268, -1.707, -1.23, -0.796, -0.221, 0.406, 1.06, 1.837, 2.417, 3.048, 4.507, 6.113],
    },
    { activations: 9, scores: [-51.268, -1.707, -1.23, -0.796, -0.221, 0.406, 1.06, 1.837, 2.556, 3.167, 4.66, 6.113] },
    {
      activations: 12,
      scores: [-51.268, -1.707, -1.23, -0.796, -0.221, 0.406, 1.06, 1.837, 2.556, 3.173, 4.66, 6.113],
    },
    {
      activations: 15,
      scores: [-51.268, -1.664, -1.23, -0.796, -0.221, 0.406, 1.06, 1.837, 2.556, 3.173, 4.66, 6.113],
    },
    {
      activations: 20,
      scores: [-51.268, -1.664, -1.23, -0.796, -0.221, 0.406, 1.06, 1.837, 2.556, 3.173, 4.66, 6.113],
    },
    {
      activations: 27,
      scores: [-51.268, -1.664, -1.23, -0.796, -0.221, 0.406, 1.06, 1.837, 2.556, 3.173, 4.66, 6.113],
    },
    {
      activations: 37,
      scores: [-51.268, -1.664, -1.23, -0.796, -0.221, 0.406, 1.06, 1.837, 2.556, 3.173, 4.66, 6.113],
    },
    {
      activations: 52,
      scores: [-51.268, -1.664, -1.23, -0.796, -0.221, 0.406, 1.06, 1.837, 2.556, 3.173, 4.66, 6.113],
    },
    {
      activations: 73,
      scores: [-51.268, -1.664, -1.23, -0.796, -0.221, 0.406, 1.06, 1.837, 2.556, 3.173, 4.66, 6.113],
    },
    {
      activations: 105,
      scores: [-51.268, -1.664, -1.23, -0.796, -0.221, 0.406, 1.06, 1.837, 2.556, 3.173, 4.66, 6.113],
    },
    {
      activations: 155,
      scores: [-51.268, -1.664, -1.23, -0.796, -0.221, 0.406, 1.06, 1.837, 2.556, 3.173, 4.66, 6.113],
    },
    {
      activations: 276,
      scores: [-51.268, -1.664, -1.23, -0.796, -0.221, 0.406, 1.06, 1.837, 2.556, 3.173, 4.66, 6.113],
    },
  ],
};
