// Round times along an axis, in UTC, and their words: no more than nine of them.

export interface ClockTicks {
  dates: Date[];
  text(date: Date): string;
}

const STEPS_S = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
  2_592_000,
];
const MOST_TICKS = 9;

export function clockTicks({ startUs, endUs }: { startUs: number; endUs: number }): ClockTicks {
  const spanS = (endUs - startUs) / 1e6;
  const step = STEPS_S.find((seconds) => spanS / seconds <= MOST_TICKS - 1) ?? Math.ceil(spanS / (MOST_TICKS - 1));
  const dates: Date[] = [];
  for (let second = Math.ceil(startUs / 1e6 / step) * step; second * 1e6 <= endUs; second += step) {
    const date = new Date(second * 1000);
    if (Number.isNaN(date.getTime()) || dates.length >= MOST_TICKS) break;
    dates.push(date);
  }
  // Under a second there is no round one: the ends will do.
  if (dates.length < 2) dates.splice(0, dates.length, new Date(startUs / 1000), new Date(endUs / 1000));
  // Of several days the first tick of each names it: an hour alone would be that of any of them.
  const firsts = new Map(dates.toReversed().map((date) => [dayText(date), date.getTime()]));
  const names = (date: Date): boolean => firsts.size > 1 && firsts.get(dayText(date)) === date.getTime();
  return { dates, text: (date) => clockText(date, spanS < 2 ? 0 : step, names(date)) };
}

function dayText(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function clockText(date: Date, stepS: number, withDay: boolean): string {
  if (stepS >= 86_400) return dayText(date);
  const time = date.toISOString().slice(11, stepS === 0 ? 23 : stepS < 60 ? 19 : 16);
  return withDay ? `${dayText(date).slice(5)} ${time}` : time;
}
