// What the design part says of the numbers behind a confidence: the prior odds of flows that bytes alone call ciphertext, refitted with each family
// left out in turn, and the weight of each sign as a ratio of how often it is seen in ciphertext and in honest bytes that look as uniform.
// Captures count once each, because flows of one capture are alike.

import { proportion, rounded, wilsonLower, wilsonUpper } from '../proportion.mjs';
import { grouped } from './bootstrap.mjs';
import { isRight } from './calibration.mjs';

/** The share that C captures, all right, show with 95 % confidence: 0.05^(1/C) (Hanley and Lippman-Hand, JAMA 249 (1983) 1743–1745). */
const TAIL = 0.05;
const LARGEST_OFFSET = 8;
/** The product's own largest confidence. */
const MOST = 0.99;

/** Signs of models/ciphertext-bits.ts, by the words of a flow's reasons. */
const SIGNS = {
  'both sides uniform': ({ sides }) => sides.length === 2,
  'start seen': ({ startSeen }) => startSeen,
  'behind a skip, an opening or a framing': ({ sides }) => sides.some(({ searched }) => searched),
  '1024 uniform bytes or more': ({ bytes }) => bytes >= 1024,
  '256 to 1023': ({ bytes }) => bytes >= 256 && bytes < 1024,
  '128 to 255': ({ bytes }) => bytes >= 128 && bytes < 256,
  '64 to 127': ({ bytes }) => bytes >= 64 && bytes < 128,
  'below 64': ({ bytes }) => bytes < 64,
};

/** `all`: flows of the design part. Undefined where bytes alone called none ciphertext. */
export function confidenceFit(all) {
  const flows = all.filter(({ group }) => group !== 'unscored');
  const named = flows.filter(({ full }) => full.class === 'custom' && full.scheme === undefined && full.confidence > 0);
  const byBytes = named.filter((flow) => uniformSides(flow).sides.length > 0);
  if (byBytes.length === 0) return undefined;
  const offset = largestOffset(byBytes);
  const families = [
    ...grouped(byBytes, ({ family, group }) => (group === 'custom' ? family : `not: ${family}`)).keys(),
  ];
  const folds = families.map((family) => {
    const isHeldOut = (flow) => (flow.group === 'custom' ? flow.family : `not: ${flow.family}`) === family;
    const held = byBytes.filter(isHeldOut);
    const fitted = largestOffset(byBytes.filter((flow) => !isHeldOut(flow)));
    return { family, fitted, loss: meanLoss(held, fitted), shipped: meanLoss(held, 0) };
  });
  const mean = (name) => rounded(folds.reduce((sum, fold) => sum + fold[name], 0) / folds.length);
  return {
    flows: byBytes.length,
    captures: countCaptures(byBytes),
    right: proportion(byBytes.filter(isRight).length, byBytes.length),
    mean_confidence: rounded(meanShifted(byBytes, 0)),
    shown: rounded(shownShare(byBytes)),
    /** Bits by which the prior odds could be raised before the mean confidence exceeds what the data shows. */
    offset_bits: offset,
    families: families.length,
    offset_without_a_family: [
      Math.min(...folds.map(({ fitted }) => fitted)),
      Math.max(...folds.map(({ fitted }) => fitted)),
    ],
    held_out_loss_bits: { refitted: mean('loss'), shipped: mean('shipped') },
    signs: signRows(flows),
  };
}

/** In half bits: confidences are rounded to two digits. */
function largestOffset(flows) {
  const shown = shownShare(flows);
  let offset = -LARGEST_OFFSET;
  while (offset < LARGEST_OFFSET && meanShifted(flows, offset + 0.5) <= shown) offset += 0.5;
  return offset;
}

function shownShare(flows) {
  const captures = grouped(flows, ({ capture }) => capture);
  const wholly = [...captures.values()].filter((items) => items.every(isRight)).length;
  return wholly === captures.size ? TAIL ** (1 / captures.size) : wilsonLower(wholly, captures.size);
}

/** Each capture counts once. */
function meanShifted(flows, offset) {
  const captures = [...grouped(flows, ({ capture }) => capture).values()];
  const means = captures.map((items) => items.reduce((sum, flow) => sum + shifted(flow, offset), 0) / items.length);
  return means.reduce((sum, value) => sum + value, 0) / means.length;
}

function shifted({ full: { confidence } }, offset) {
  return Math.min(MOST, 1 / (1 + 2 ** -(Math.log2(confidence / (1 - confidence)) + offset)));
}

function meanLoss(flows, offset) {
  const losses = flows.map((flow) => -Math.log2(isRight(flow) ? shifted(flow, offset) : 1 - shifted(flow, offset)));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Honest flows: those of other groups of which a side is as uniform, whatever explained it in the end. */
function signRows(flows) {
  const signed = flows.map((flow) => ({ ...flow, ...uniformSides(flow) })).filter(({ sides }) => sides.length > 0);
  const groups = [signed.filter(isRight), signed.filter((flow) => !isRight(flow))];
  return Object.entries(SIGNS).map(([sign, holds]) => {
    const [custom, honest] = groups.map((items) => capturesWith(items, holds));
    const ratio = (a, b) => rounded(Math.log2(a / b), 2);
    const smooth = ({ count, of }) => (count + 0.5) / (of + 1);
    return {
      sign,
      ciphertext: custom,
      honest,
      bits: ratio(smooth(custom), smooth(honest)),
      at_least: ratio(wilsonLower(custom.count, custom.of), wilsonUpper(honest.count, honest.of)),
      at_most: ratio(wilsonUpper(custom.count, custom.of), Math.max(1e-9, wilsonLower(honest.count, honest.of))),
    };
  });
}

/** Captures of which most flows have the sign. */
function capturesWith(flows, holds) {
  const captures = [...grouped(flows, ({ capture }) => capture).values()];
  return {
    count: captures.filter((items) => items.filter(holds).length * 2 > items.length).length,
    of: captures.length,
  };
}

/** As models/payload-reason.ts words it. */
function uniformSides({ full: { reason }, start_seen: startSeen }) {
  const sides = [
    ...reason.matchAll(/(?:originators?|responders?): (\d+) bytes of [^;]*?(\([^)]*\))? are uniform:/g),
  ].map(([, bytes, searched]) => ({ bytes: Number(bytes), searched: searched !== undefined }));
  return { sides, bytes: sides.reduce((sum, side) => sum + side.bytes, 0), startSeen };
}

function countCaptures(flows) {
  return new Set(flows.map(({ capture }) => capture)).size;
}
