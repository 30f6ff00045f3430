import { duration } from '../../format/format';
import { line, picture, polyline, scale, spread, svgText, ticks } from '../../format/svg';
import { type Measured, type Results, type VariantResult } from '../results';

const WIDTH = 1100;
const HEIGHT = 560;
const PLOT = { left: 80, right: 790, top: 20, bottom: 500 };
const LABEL_GAP = 24;
const PERCENTILES = [0, 50, 90, 99, 99.9, 99.99];

/** Each nine takes as much room as the one before it. */
const nines = (percentile: number): number => -Math.log10(1 - Math.min(percentile, 99.9999) / 100);

interface Curve {
  readonly name: string;
  readonly kind: string;
  readonly points: readonly (readonly [percentile: number, ms: number])[];
}

/** The repeat whose p50 is the median of all: points of several repeats cannot be put into one. */
const middle = (repeats: readonly Measured[]): Measured | undefined =>
  [...repeats].sort((a, b) => a.latency.p50 - b.latency.p50)[Math.floor((repeats.length - 1) / 2)];

/** A colour for each approach, a kind of line for each of its caching choices. */
function kindOf(variant: VariantResult, variants: readonly VariantResult[]): string {
  const approaches = [...new Set(variants.map(({ approach }) => approach))];
  const alike = variants.filter(({ approach }) => approach === variant.approach);
  return `curve colour-${approaches.indexOf(variant.approach) % 6} dash-${alike.indexOf(variant) % 5}`;
}

function curvesOf(variants: readonly VariantResult[]): Curve[] {
  return variants.flatMap((variant) => {
    const measured = middle(variant.repeats);
    const points = (measured?.latency.distribution ?? []).filter(
      ([percentile, ms]) => percentile < 100 && ms > 0,
    );
    return points.length > 1 ? [{ name: variant.name, kind: kindOf(variant, variants), points }] : [];
  });
}

/** Undefined when there is nothing to draw. */
export function latencyChart({ variants }: Results): string | undefined {
  const curves = curvesOf(variants);
  if (curves.length === 0) return undefined;
  const all = curves.flatMap(({ points }) => points);
  const least = Math.min(...all.map(([, ms]) => ms)) * 0.9;
  const most = Math.max(...all.map(([, ms]) => ms)) * 1.1;
  const last = Math.max(...all.map(([percentile]) => percentile));
  const x = scale(0, last, PLOT.left, PLOT.right, nines);
  const y = scale(least, most, PLOT.bottom, PLOT.top, Math.log10);
  const ends = curves.map(({ points }) => y(points.at(-1)?.[1] ?? least));
  const labels = spread(ends, LABEL_GAP, PLOT.top + 8, PLOT.bottom - 4);
  return picture(
    WIDTH,
    HEIGHT,
    'Latency by percentile, one line for each variant',
    ...ticks(least, most).flatMap((ms) => [
      line(PLOT.left, y(ms), PLOT.right, y(ms), 'grid'),
      svgText(PLOT.left - 10, y(ms) + 5, duration(ms), { class: 'tick end' }),
    ]),
    ...PERCENTILES.filter((percentile) => percentile <= last).flatMap((percentile) => [
      line(x(percentile), PLOT.top, x(percentile), PLOT.bottom, 'grid'),
      svgText(x(percentile), PLOT.bottom + 24, percentile === 0 ? 'least' : `p${percentile}`, {
        class: 'tick middle',
      }),
    ]),
    svgText((PLOT.left + PLOT.right) / 2, HEIGHT - 8, 'share of the reads that took no longer', {
      class: 'tick middle',
    }),
    ...curves.map(({ points, kind }) =>
      polyline(
        points.map(([p, ms]) => [x(p), y(ms)] as const),
        kind,
      ),
    ),
    ...curves.flatMap(({ name, kind, points }, index) => {
      const at = labels[index] ?? 0;
      const end = x(points.at(-1)?.[0] ?? 0);
      return [
        polyline(
          [
            [end, ends[index] ?? at],
            [PLOT.right + 14, at],
          ],
          'leader',
        ),
        line(PLOT.right + 14, at, PLOT.right + 54, at, kind),
        svgText(PLOT.right + 62, at + 5, name, { class: 'label' }),
      ];
    }),
  );
}
