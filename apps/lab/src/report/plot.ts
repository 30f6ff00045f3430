import { figure, plain } from '../format/format';
import { element, escapeHtml, line, polyline, rounded, scale, spread, svgText, ticks } from '../format/svg';
import type { Metric, Moved } from '../results/results';

const WIDTH = 860;
const HEIGHT = 460;
const PLOT = { left: 100, right: 590, top: 50, bottom: 390 };
const LABEL_GAP = 20;
const EVEN_STEPS = 5;

const LIGHT = [
  '#b3261e',
  '#0b5fad',
  '#1d7a3e',
  '#7a3fa8',
  '#9a5b00',
  '#00707a',
  '#a8326f',
  '#5b6b00',
  '#5f4339',
  '#3f4a9e',
];
const DARK = [
  '#ff8a80',
  '#7cb8f2',
  '#7fd19a',
  '#cfa3f2',
  '#f0b35a',
  '#6fd3dd',
  '#f29ac6',
  '#cbd66b',
  '#c9a79a',
  '#a3aef5',
];
/** Colour is never the only difference. */
const DASHES = ['9 4', 'none', '3 4', '9 4 2 4', '14 4', '2 3', '6 2 2 2', '14 3 3 3', '1 5', '18 6'];
/** As many lines can be told apart. */
export const KINDS = LIGHT.length;

const coloured = (colours: readonly string[]): string =>
  colours.map((colour, index) => `.c${index} { stroke: ${colour}; fill: ${colour}; }`).join('\n');

/** Of a picture that stands alone: in the colours that its reader has chosen. */
const STYLE = `
svg { background: #fff; font: 14px system-ui, sans-serif; } text { fill: #16202a; } .tick { fill: #566370; }
.grid { stroke: #d5dce2; } .end { text-anchor: end; } .middle { text-anchor: middle; }
.title { font-size: 17px; font-weight: 600; }
${coloured(LIGHT)}
${DASHES.map((dash, index) => `.curve.c${index} { stroke-dasharray: ${dash}; }`).join('\n')}
.curve { fill: none; stroke-width: 2.5; }
@media (prefers-color-scheme: dark) { svg { background: #12171d; } text { fill: #e8edf2; } .tick { fill: #a4b0bb; }
.grid { stroke: #35404b; }
${coloured(DARK)} }`;

export interface Curve {
  readonly name: string;
  /** Which of the `KINDS` of line: the same for the same side in every picture. */
  readonly kind: number;
  /** In the order of x. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly title: string;
  readonly x: Moved;
  readonly metric: Metric;
  readonly curves: readonly Curve[];
}

const unitOf = ({ label, unit }: Metric): string =>
  unit === 'bytes' || unit === 'share' ? label : `${label}, ${unit}`;

/** Logarithmic, unless there is a 0 to show. */
function verticalAxis(values: readonly number[]) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (least > 0) {
    const [low, high] = [least * 0.7, most * 1.4];
    return { marks: ticks(low, high), y: scale(low, high, PLOT.bottom, PLOT.top, Math.log10) };
  }
  const high = most === 0 ? 1 : most * 1.05;
  const marks = Array.from({ length: EVEN_STEPS + 1 }, (_, step) => (step * high) / EVEN_STEPS);
  return { marks, y: scale(0, high, PLOT.bottom, PLOT.top) };
}

/** More labels would run into each other. */
const MOST_PLACES = 16;

/** Evenly, from the first on. */
function labelled(places: readonly number[]): readonly number[] {
  const step = Math.ceil(places.length / MOST_PLACES);
  return places.filter((_, index) => index % step === 0);
}

/** Undefined when there are not two values of x to draw. */
export function plotOf({ title, x: moved, metric, curves }: Plot): string | undefined {
  const all = curves.flatMap(({ points }) => points);
  const places = [...new Set(all.map(([x]) => x))].sort((a, b) => a - b);
  const [least, most] = [places[0], places.at(-1)];
  if (least === undefined || most === undefined || least === most) return undefined;
  const isLog = moved.scale === 'log' && least > 0;
  const x = scale(least, most, PLOT.left, PLOT.right, isLog ? Math.log10 : undefined);
  const { marks, y } = verticalAxis(all.map(([, value]) => value));
  const ends = curves.map(({ points }) => y(points.at(-1)?.[1] ?? 0));
  const labels = spread(ends, LABEL_GAP, PLOT.top, PLOT.bottom);
  const axis = moved.unit === '' ? moved.label : `${moved.label}, ${moved.unit}`;
  const heading = `${title}: ${unitOf(metric)}, by ${moved.label}`;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': heading,
    },
    element('style', {}, STYLE),
    svgText(PLOT.left, 28, heading, { class: 'title' }),
    ...marks.flatMap((value) => [
      line(PLOT.left, y(value), PLOT.right, y(value), 'grid'),
      svgText(PLOT.left - 10, y(value) + 5, figure(value, metric.unit), { class: 'tick end' }),
    ]),
    ...labelled(places).flatMap((place) => [
      line(x(place), PLOT.top, x(place), PLOT.bottom, 'grid'),
      svgText(x(place), PLOT.bottom + 22, plain(place), { class: 'tick middle' }),
    ]),
    svgText((PLOT.left + PLOT.right) / 2, HEIGHT - 18, axis, { class: 'tick middle' }),
    ...curves.flatMap(({ points, kind, name }, index) => [
      polyline(
        points.map(([place, value]) => [x(place), y(value)] as const),
        `curve c${kind}`,
      ),
      ...points.map(([place, value]) =>
        element('circle', { cx: rounded(x(place)), cy: rounded(y(value)), r: 4, class: `c${kind}` }),
      ),
      line(PLOT.right + 10, labels[index] ?? 0, PLOT.right + 34, labels[index] ?? 0, `curve c${kind}`),
      element('text', { x: PLOT.right + 42, y: rounded((labels[index] ?? 0) + 5) }, escapeHtml(name)),
    ]),
  );
}
