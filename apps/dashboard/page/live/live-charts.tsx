import { useMemo } from 'preact/hooks';
import { titleOf } from '../faults/texts';
import { Chart } from '../look/chart';
import { count, duration } from '../look/figures';
import type { Past } from '../server/history';
import { bands, history } from '../server/live';
import { say } from './texts';

const SHOWN_MS = 120_000;
/** Shown at least, when the page has just been opened. */
const LEAST_MS = 30_000;

/** How old answers are, and what lacks in them, with faults as bands behind. */
export function LiveCharts() {
  const t = say();
  const past = history.value;
  const { ages, work, ...shared } = useMemo(() => {
    const column = (of: (rates: Past['rates']) => number | null | undefined) =>
      past.map(({ rates }) => of(rates) ?? null);
    const end = past.at(-1)?.at ?? 0;
    return {
      times: past.map(({ at }) => at),
      window: [Math.max(end - SHOWN_MS, Math.min(past[0]?.at ?? end, end - LEAST_MS)), end] as const,
      bands: bands.value.map((band) => ({ ...band, title: titleOf(band) })),
      ages: [
        { label: t.rideAge, colour: '--copy', values: column(({ probe }) => probe?.rideAgeMs) },
        {
          label: t.detailsAge,
          colour: '--cache',
          dashed: true,
          values: column((of) => of.probe?.detailsAgeMs),
        },
      ],
      work: [
        { label: t.ownerCalls, colour: '--owner', values: column((of) => of.ownerCalls) },
        {
          label: t.partial,
          colour: '--unavailable',
          dashed: true,
          values: column((of) => of.answersPartial),
        },
        { label: t.failed, colour: '--bad', dashed: true, values: column((of) => of.answersFailed) },
      ],
    };
  }, [past, bands.value, t]);
  return (
    <section class="card charts">
      <Chart title={t.ages} series={ages} {...shared} format={duration} />
      <p class="dim">{t.behindBy(count(past.at(-1)?.rates.probe?.behindBy))}</p>
      <Chart title={t.work} series={work} {...shared} format={(rate) => count(rate, '/s')} />
    </section>
  );
}
