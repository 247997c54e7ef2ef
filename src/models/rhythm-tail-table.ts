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
    { activations: 5, scores: [-19.54, 0.133, 0.898, 1.417, 2.006, 2.536, 3.04, 3.74, 4.188, 4.52, 5.147, 5.835] },
    { activations: 6, scores: [-19.54, 0.418, 0.945, 1.444, 2.044, 2.665, 3.21, 3.963, 4.393, 4.813, 5.786, 6.558] },
    { activations: 7, scores: [-19.54, 0.418, 0.945, 1.444, 2.044, 2.689, 3.324, 4.055, 4.754, 5.199, 6.235, 7.741] },
    { activations: 8, scores: [-19.54, 0.544, 1.001, 1.448, 2.044, 2.739, 3.35, 4.055, 4.765, 5.224, 6.235, 7.741] },
    { activations: 9, scores: [-19.54, 0.544, 1.001, 1.448, 2.044, 2.739, 3.35, 4.058, 4.765, 5.224, 6.235, 7.741] },
    { activations: 12, scores: [-19.54, 0.544, 1.001, 1.448, 2.044, 2.739, 3.35, 4.058, 4.765, 5.224, 6.518, 7.741] },
    { activations: 15, scores: [-19.54, 0.544, 1.001, 1.448, 2.044, 2.739, 3.35, 4.058, 4.765, 5.236, 6.518, 7.741] },
    { activations: 20, scores: [-19.54, 0.544, 1.001, 1.448, 2.044, 2.739, 3.35, 4.058, 4.765, 5.236, 6.518, 8.445] },
    { activations: 27, scores: [-19.54, 0.544, 1.001, 1.448, 2.044, 2.739, 3.35, 4.058, 4.765, 5.236, 6.518, 8.445] },
    { activations: 37, scores: [-19.54, 0.544, 1.001, 1.448, 2.044, 2.739, 3.35, 4.058, 4.765, 5.236, 6.518, 8.445] },
    { activations: 52, scores: [-19.54, 0.544, 1.001, 1.448, 2.044, 2.739, 3.35, 4.058, 4.765, 5.236, 7.602, 8.445] },
    { activations: 73, scores: [-19.54, 0.544, 1.001, 1.448, 2.044, 2.739, 3.35, 4.058, 4.765, 5.236, 7.602, 8.445] },
    { activations: 105, scores: [-19.54, 0.544, 1.001, 1.448, 2.044, 2.739, 3.35, 4.058, 4.765, 5.236, 7.602, 8.445] },
    { activations: 155, scores: [-19.54, 0.544, 1.001, 1.448, 2.044, 2.739, 3.35, 4.058, 4.765, 5.236, 7.602, 8.445] },
    { activations: 276, scores: [-19.54, 0.544, 1.001, 1.448, 2.044, 2.739, 3.35, 4.058, 4.765, 5.236, 7.602, 8.445] },
  ],
};
