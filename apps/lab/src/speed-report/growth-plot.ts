import { element, escapeHtml, line, polyline, rounded, scale, spread, svgText, ticks } from '../report/svg';
import { figure, plain } from '../report/format';
import type { Metric } from '../runner/results';
import { figureOf } from './figures';
import { type Growth, metricsOf, sideIdsOf, sideOf } from './series';

const WIDTH = 860;
const HEIGHT = 460;
const PLOT = { left: 100, right: 700, top: 50, bottom: 390 };
const LABEL_GAP = 20;

/** Of a picture that stands alone: in the colours that its reader has chosen. */
const STYLE = `
svg { background: #fff; font: 14px system-ui, sans-serif; } text { fill: #16202a; } .tick { fill: #566370; }
.grid { stroke: #d5dce2; } .curve { fill: none; stroke-width: 2.5; } .end { text-anchor: end; }
.middle { text-anchor: middle; } .title { font-size: 17px; font-weight: 600; }
.c0 { stroke: #b3261e; fill: #b3261e; } .c1 { stroke: #0b5fad; fill: #0b5fad; } .c2 { stroke: #1d7a3e; fill: #1d7a3e; }
.c3 { stroke: #7a3fa8; fill: #7a3fa8; } .curve.c1 { stroke-dasharray: none; } .curve.c0 { stroke-dasharray: 9 4; }
.curve.c2 { stroke-dasharray: 3 4; } .curve.c3 { stroke-dasharray: 9 4 2 4; } polyline.curve { fill: none; }
@media (prefers-color-scheme: dark) { svg { background: #12171d; } text { fill: #e8edf2; } .tick { fill: #a4b0bb; }
.grid { stroke: #35404b; } .c0 { stroke: #ff8a80; fill: #ff8a80; } .c1 { stroke: #7cb8f2; fill: #7cb8f2; }
.c2 { stroke: #7fd19a; fill: #7fd19a; } .c3 { stroke: #cfa3f2; fill: #cfa3f2; } }`;

interface Curve {
  readonly name: string;
  readonly kind: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

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
    return points.length > 0 ? [{ name: id, kind: `c${KINDS.indexOf(kind ?? 'other')}`, points }] : [];
  });
}

const unitOf = ({ label, unit }: Metric): string =>
  unit === 'bytes' || unit === 'share' ? label : `${label}, ${unit}`;

/** Log-log: cost against size, a curve for each side. Undefined when there are not two sizes to draw. */
export function growthPlot(growth: Growth): string | undefined {
  const [metric] = metricsOf(growth);
  const curves = metric ? curvesOf(growth, metric) : [];
  const all = curves.flatMap(({ points }) => points);
  const sizes = [...new Set(all.map(([x]) => x))].sort((a, b) => a - b);
  const [least, most] = [sizes[0], sizes.at(-1)];
  if (!metric || least === undefined || most === undefined || least === most) return undefined;
  const values = all.map(([, y]) => y);
  const [low, high] = [Math.min(...values) * 0.7, Math.max(...values) * 1.4];
  const x = scale(least, most, PLOT.left, PLOT.right, Math.log10);
  const y = scale(low, high, PLOT.bottom, PLOT.top, Math.log10);
  const ends = curves.map(({ points }) => y(points.at(-1)?.[1] ?? low));
  const labels = spread(ends, LABEL_GAP, PLOT.top, PLOT.bottom);
  const title = `${growth.title}: ${unitOf(metric)}, by ${growth.of}`;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': title,
    },
    element('style', {}, STYLE),
    svgText(PLOT.left, 28, title, { class: 'title' }),
    ...ticks(low, high).flatMap((value) => [
      line(PLOT.left, y(value), PLOT.right, y(value), 'grid'),
      svgText(PLOT.left - 10, y(value) + 5, figure(value, metric.unit), { class: 'tick end' }),
    ]),
    ...sizes.flatMap((size) => [
      line(x(size), PLOT.top, x(size), PLOT.bottom, 'grid'),
      svgText(x(size), PLOT.bottom + 22, plain(size), { class: 'tick middle' }),
    ]),
    svgText((PLOT.left + PLOT.right) / 2, HEIGHT - 18, growth.of, { class: 'tick middle' }),
    ...curves.flatMap(({ points, kind, name }, index) => [
      polyline(
        points.map(([size, value]) => [x(size), y(value)] as const),
        `curve ${kind}`,
      ),
      ...points.map(([size, value]) =>
        element('circle', { cx: rounded(x(size)), cy: rounded(y(value)), r: 4, class: kind }),
      ),
      element('text', { x: PLOT.right + 12, y: rounded((labels[index] ?? 0) + 5) }, escapeHtml(name)),
    ]),
  );
}
