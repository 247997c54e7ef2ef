// What the numbers of a rhythm mean, each in one sentence, for reports and documentation.

export const PERIODICITY_TERMS: readonly { readonly key: string; readonly title: string; readonly sentence: string }[] =
  [
    {
      key: 'verdict',
      title: 'verdict',
      sentence:
        'Periodic when the p-value is at most 0.01 and the q-value at most 0.05, insufficient below five activations, else aperiodic; it says that something repeats, not that it is malicious.',
    },
    {
      key: 'of',
      title: 'of',
      sentence: 'What repeats: the starts of flows, the messages inside flows, or DNS queries for one name.',
    },
    {
      key: 'query',
      title: 'query',
      sentence: 'The DNS name that is asked for, with *. before a domain whose sub-domains are counted together.',
    },
    {
      key: 'activations',
      title: 'activations',
      sentence:
        'Events, after those nearer to each other than a twentieth of the median interval (1 s to 30 s) were taken for one; failed connects do not count.',
    },
    {
      key: 'period_s',
      title: 'period',
      sentence:
        'Time from one turn to the next, in seconds: the mean of the turns, or where they differ much the period that fits best.',
    },
    {
      key: 'jitter_share',
      title: 'jitter',
      sentence:
        'How much single turns differ from each other: 1.4826 times the median absolute deviation of their lengths, over the period.',
    },
    {
      key: 'periods_seen',
      title: 'periods seen',
      sentence:
        'How many times one event of the rhythm followed another: skipped turns are not counted, and a turn with several events once.',
    },
    {
      key: 'missed_share',
      title: 'missed',
      sentence: 'Share of the turns within runs of the rhythm in which no event came.',
    },
    {
      key: 'explained_share',
      title: 'explained',
      sentence:
        'Share of the activations (of those of such a size, where sizes are named) that keep the rhythm; the others are something else.',
    },
    {
      key: 'size_bytes',
      title: 'sizes',
      sentence:
        'Smallest and largest size of the events that keep the rhythm, where events of one size do and the others do not.',
    },
    {
      key: 'other_periods_s',
      title: 'other periods',
      sentence: 'Periods of further rhythms among the events that the first one leaves over.',
    },
    {
      key: 'p_value',
      title: 'p-value',
      sentence:
        'How often irregular traffic with as many activations looks at least as periodic, by simulation of eight kinds of irregular traffic, and raised where events of one size were looked at by themselves as well.',
    },
    {
      key: 'q_value',
      title: 'q-value',
      sentence:
        'The p-value against those of all tested channels of the run: the share of wrong ones that is to be expected if this channel and all that are surer are called periodic (Benjamini and Hochberg).',
    },
    {
      key: 'peeking_safe',
      title: 'safe to watch',
      sentence:
        'True when the rhythm is sure enough (p at most 0.0005) for someone who looks again and again while events come in; an unsure one may vanish with more data.',
    },
    {
      key: 'co_waking_share',
      title: 'co-waking',
      sentence:
        'Share of the activations at which at least two other apps began within five seconds; given where the rhythm vanishes without them, so that it is the device that wakes.',
    },
  ];

/** Markdown. */
export function periodicityTable(): string {
  const rows = PERIODICITY_TERMS.map(({ key, sentence }) => `| \`${key}\` | ${sentence} |`);
  return ['| number | what it says |', '|---|---|', ...rows].join('\n');
}
