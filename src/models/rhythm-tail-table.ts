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
    { activations: 5, scores: [-20.847, -1.079, -0.333, 0.117, 0.619, 1.252, 1.8, 2.491, 2.995, 3.46, 4.345, 4.906] },
    { activations: 6, scores: [-20.847, -0.781, -0.26, 0.137, 0.648, 1.267, 1.849, 2.701, 3.205, 3.816, 4.632, 5.563] },
    { activations: 7, scores: [-20.847, -0.781, -0.26, 0.137, 0.648, 1.267, 1.9, 2.795, 3.383, 4.106, 5.067, 6.764] },
    {
      activations: 8,
      scores: [-20.847, -0.532, -0.144, 0.245, 0.726, 1.376, 2.068, 2.812, 3.399, 4.106, 5.067, 6.764],
    },
    {
      activations: 9,
      scores: [-20.847, -0.532, -0.144, 0.245, 0.726, 1.376, 2.068, 2.886, 3.667, 4.106, 5.067, 6.764],
    },
    {
      activations: 12,
      scores: [-20.847, -0.532, -0.144, 0.245, 0.726, 1.376, 2.068, 2.886, 3.667, 4.106, 5.067, 6.764],
    },
    {
      activations: 15,
      scores: [-20.847, -0.532, -0.144, 0.245, 0.726, 1.376, 2.068, 2.886, 3.667, 4.106, 5.067, 6.764],
    },
    {
      activations: 20,
      scores: [-20.847, -0.532, -0.144, 0.245, 0.726, 1.376, 2.068, 2.886, 3.667, 4.106, 5.067, 7.199],
    },
    {
      activations: 27,
      scores: [-20.847, -0.532, -0.144, 0.245, 0.726, 1.376, 2.068, 2.886, 3.667, 4.106, 5.067, 7.199],
    },
    {
      activations: 37,
      scores: [-20.847, -0.532, -0.144, 0.245, 0.726, 1.376, 2.068, 2.886, 3.667, 4.106, 5.067, 7.199],
    },
    {
      activations: 52,
      scores: [-20.847, -0.532, -0.144, 0.245, 0.726, 1.376, 2.068, 2.886, 3.667, 4.106, 5.881, 7.199],
    },
    {
      activations: 73,
      scores: [-20.847, -0.532, -0.144, 0.245, 0.726, 1.376, 2.068, 2.886, 3.667, 4.106, 5.881, 7.199],
    },
    {
      activations: 105,
      scores: [-20.847, -0.532, -0.144, 0.245, 0.726, 1.376, 2.068, 2.886, 3.667, 4.106, 5.881, 7.199],
    },
    {
      activations: 155,
      scores: [-20.847, -0.532, -0.144, 0.245, 0.726, 1.376, 2.068, 2.886, 3.667, 4.106, 5.881, 7.199],
    },
    {
      activations: 276,
      scores: [-20.847, -0.532, -0.144, 0.245, 0.726, 1.376, 2.068, 2.886, 3.667, 4.106, 5.881, 7.199],
    },
  ],
};
