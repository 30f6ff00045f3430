import type { Metric } from '../results/results';
import { figureOf } from './figures';
import { type Curve, plotOf } from './plot';
import { type Growth, metricsOf, sideIdsOf, sideOf } from './series';

/** The same kind of line for the same kind of side in every picture. */
const KINDS = ['naive', 'project', 'limit', 'other'];

function curvesOf(growth: Growth, metric: Metric): Curve[] {
  return sideIdsOf(growth).flatMap((id) => {
    const kind = growth.steps.map((step) => sideOf(step, id)?.kind).find((one) => one !== undefined);
    const points = growth.steps.flatMap((step) => {
      const side = sideOf(step, id);
      const y = side && figureOf(side, metric)?.median;
      return y === undefined || y <= 0 ? [] : [[step.series.x, y] as const];
    });
    return points.length > 0 ? [{ name: id, kind: KINDS.indexOf(kind ?? 'other'), points }] : [];
  });
}

/** Log-log: cost against size, a curve for each side. Undefined when there are not two sizes to draw. */
export function growthPlot(growth: Growth): string | undefined {
  const [metric] = metricsOf(growth);
  if (!metric) return undefined;
  const x = { label: growth.of, unit: '', scale: 'log' } as const;
  return plotOf({ title: growth.title, x, metric, curves: curvesOf(growth, metric) });
}
