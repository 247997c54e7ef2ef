// The consistency factor of the median absolute deviation: 1 / Φ⁻¹(3/4), so that for normal values it estimates their standard deviation
// (Rousseeuw & Croux, Alternatives to the Median Absolute Deviation, JASA 88, 1993).

export const MAD_TO_SIGMA = 1.4826;
