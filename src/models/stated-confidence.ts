// How sure judgements are that count no bits of evidence, by what the design part of the evaluation shows of their kind. A capture counts once, and as
// right where all of its flows are: Laplace's rule of succession over the kind's captures, never beyond the one-sided 95 % lower bound (Clopper and
// Pearson, Biometrika 26 (1934) 404–413) of all kinds that rest on the same. `npm run eval -- --only encryption --part design` prints the counts.

interface Captures {
  readonly right: number;
  readonly of: number;
}

const TAIL = 0.05;
const HALVINGS = 40;

/** Values in text that decode to uniform bytes: fields of HTTP, MQTT, WebSocket and JSON, and DNS. */
const CODED = captures(27);
/** Bodies of HTTP, whole ones and their fields. */
const BODIES = captures(16);
const IMITATIONS = captures(11);
/** What a flow is by those to the same address and port. */
const SIBLINGS = captures(15);

export const STATED_CONFIDENCE = {
  codedFields: stated(captures(20), CODED),
  dnsData: stated(captures(7), CODED),
  /** That declares text or an image, or stands behind an upgrade. */
  contradictingBody: stated(captures(4), BODIES),
  undeclaredBody: stated(captures(2), BODIES),
  /** One of two captures is wrong: a session that nothing names so. */
  headValue: stated(captures(1, 2), captures(17, 18)),
  fewHiddenBytes: stated(captures(1), IMITATIONS),
  sibling: stated(captures(6), SIBLINGS),
  namedSibling: stated(captures(5), SIBLINGS),
  /** In the clear, because too regular for ciphertext: the other captures hold media and compressed streams that nothing names, and three flows of ciphertext. */
  regularBytes: stated(captures(55, 71)),
  /** Even: 33 of 34 flows are right, but 8 of 9 captures, which show no more than 0.57. */
  fewRegularBytes: 0.5,
  /** Ciphertext that is answered in the clear. */
  answeredUpload: stated(captures(1)),
  codedText: stated(captures(1), captures(8)),
} as const;

function captures(right: number, of = right): Captures {
  return { right, of };
}

/** To two digits, rounded down. */
function stated({ right, of }: Captures, group?: Captures): number {
  const next = (right + 1) / (of + 2);
  const most = group === undefined ? next : lowerBound(group);
  return Math.floor(100 * Math.min(next, most)) / 100;
}

/** The largest share at which so many right ones would be seen in at most one of twenty cases. */
function lowerBound({ right, of }: Captures): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < HALVINGS; i++) {
    const share = (low + high) / 2;
    if (chanceOfAtLeast(right, of, share) > TAIL) high = share;
    else low = share;
  }
  return low;
}

function chanceOfAtLeast(right: number, of: number, share: number): number {
  let term = share ** of;
  let sum = 0;
  for (let k = of; k >= right; k--) {
    sum += term;
    term *= (k / (of - k + 1)) * ((1 - share) / share);
  }
  return sum;
}
