import { useMemo } from 'preact/hooks';
import { titleOf } from '../faults/texts';
import { language } from '../language/language';
import { Chart } from '../look/chart';
import { count, duration, type Figure } from '../look/figures';
import { bands, history } from '../server/live';
import type { Past } from '../server/history';
import { say } from './texts';

const SHOWN_MS = 120_000;
/** Shown at least, when the page has just been opened. */
const LEAST_MS = 30_000;

const text = ({ digits, unit }: Figure) => `${digits} ${unit}`.trim();
const asAge = (ms: number) => text(duration(ms));
const asRate = (rate: number) => text(count(rate, '/s'));

/** How old answers are, and what lacks in them, with faults as bands behind. */
export function LiveCharts() {
  const t = say();
  const past = history.value;
  const inLanguage = language.value;
  const faults = useMemo(
    () => bands.value.map((band) => ({ ...band, title: titleOf(band) })),
    [bands.value, inLanguage],
  );
  const columns = useMemo(() => {
    const column = (of: (entry: Past) => number | null | undefined) => past.map((entry) => of(entry) ?? null);
    return {
      times: past.map(({ at }) => at),
      ages: [
        { label: t.rideAge, colour: '--copy', values: column(({ rates }) => rates.probe?.rideAgeMs) },
        {
          label: t.detailsAge,
          colour: '--cache',
          dashed: true,
          values: column(({ rates }) => rates.probe?.detailsAgeMs),
        },
      ],
      work: [
        { label: t.ownerCalls, colour: '--owner', values: column(({ rates }) => rates.ownerCalls) },
        {
          label: t.partial,
          colour: '--unavailable',
          dashed: true,
          values: column(({ rates }) => rates.answersPartial),
        },
        {
          label: t.failed,
          colour: '--bad',
          dashed: true,
          values: column(({ rates }) => rates.answersFailed),
        },
      ],
    };
  }, [past, t]);
  const end = past.at(-1)?.at ?? 0;
  const begin = Math.max(end - SHOWN_MS, Math.min(past[0]?.at ?? end, end - LEAST_MS));
  const window = [begin, end] as const;
  const behindBy = past.at(-1)?.rates.probe?.behindBy;
  return (
    <div class="charts">
      <section class="card">
        <Chart
          title={t.ages}
          times={columns.times}
          series={columns.ages}
          {...{ bands: faults, window }}
          format={asAge}
        />
        <p class="dim">{t.behindBy(behindBy === null || behindBy === undefined ? '–' : String(behindBy))}</p>
      </section>
      <section class="card">
        <Chart
          title={t.work}
          times={columns.times}
          series={columns.work}
          {...{ bands: faults, window }}
          format={asRate}
        />
      </section>
    </div>
  );
}
