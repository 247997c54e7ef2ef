// Written by eval/beacons/calibrate.mjs, 600 series a family and row, 250 of more than 23 activations: do not edit.
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
      scores: [-20.847, -1.151, -0.324, 0.141, 0.661, 1.295, 1.894, 2.594, 3.095, 3.564, 4.452, 5.018],
    },
    {
      activations: 6,
      scores: [-20.847, -0.849, -0.266, 0.141, 0.664, 1.295, 1.911, 2.682, 3.303, 3.907, 4.706, 5.703],
    },
    {
      activations: 7,
      scores: [-20.847, -0.849, -0.266, 0.141, 0.664, 1.295, 1.935, 2.884, 3.496, 3.981, 5.209, 6.928],
    },
    { activations: 8, scores: [-20.847, -0.545, -0.161, 0.268, 0.74, 1.433, 2.04, 2.884, 3.496, 3.981, 5.209, 6.928] },
    { activations: 9, scores: [-20.847, -0.545, -0.161, 0.268, 0.74, 1.436, 2.076, 3.018, 3.599, 4.16, 5.209, 6.928] },
    {
      activations: 12,
      scores: [-20.847, -0.545, -0.161, 0.268, 0.74, 1.436, 2.076, 3.018, 3.599, 4.465, 5.209, 6.928],
    },
    {
      activations: 15,
      scores: [-20.847, -0.545, -0.161, 0.268, 0.74, 1.436, 2.076, 3.018, 3.599, 4.465, 5.209, 6.928],
    },
    {
      activations: 20,
      scores: [-20.847, -0.545, -0.161, 0.268, 0.74, 1.436, 2.076, 3.018, 3.599, 4.465, 5.209, 7.397],
    },
    {
      activations: 27,
      scores: [-20.847, -0.545, -0.161, 0.268, 0.74, 1.436, 2.076, 3.018, 3.599, 4.465, 5.414, 7.397],
    },
    {
      activations: 37,
      scores: [-20.847, -0.545, -0.161, 0.268, 0.74, 1.436, 2.076, 3.018, 3.599, 4.465, 5.414, 7.397],
    },
    {
      activations: 52,
      scores: [-20.847, -0.545, -0.161, 0.268, 0.74, 1.436, 2.076, 3.018, 3.599, 4.465, 5.877, 7.397],
    },
    {
      activations: 73,
      scores: [-20.847, -0.545, -0.161, 0.268, 0.74, 1.436, 2.076, 3.018, 3.599, 4.465, 5.877, 7.397],
    },
    {
      activations: 105,
      scores: [-20.847, -0.545, -0.161, 0.268, 0.74, 1.436, 2.076, 3.018, 3.599, 4.465, 5.877, 7.397],
    },
    {
      activations: 155,
      scores: [-20.847, -0.545, -0.161, 0.268, 0.74, 1.436, 2.076, 3.018, 3.599, 4.465, 5.877, 7.397],
    },
    {
      activations: 276,
      scores: [-20.847, -0.545, -0.161, 0.268, 0.74, 1.436, 2.076, 3.018, 3.599, 4.465, 5.877, 7.397],
    },
  ],
};
