import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { prefersDark, token } from './theme';
import { say } from './texts';

export interface ChartSeries {
  readonly label: string;
  /** A custom property of look.css, such as `--copy`. */
  readonly colour: string;
  /** A second sign beside the colour. */
  readonly dashed?: boolean;
  readonly values: readonly (number | null)[];
}

interface Band {
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

interface Props {
  readonly title: string;
  /** Epoch ms, or ms of any other origin, in ascending order. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly bands?: readonly Band[];
  /** Writes a value on the axis and in the legend, with its unit. */
  readonly format: (value: number) => string;
  /** Both ends of the axis of time; absent: all that there is. */
  readonly window?: readonly [number, number];
  readonly height?: number;
}

const text = () => `12px ${token('--font')}`;

const timeOfDay = (seconds: number) => new Date(seconds * 1_000).toLocaleTimeString('en-GB');

/** Drawn before the grid, so that a fault lies behind the lines. */
function drawBands(plot: UPlot, bands: readonly Band[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.textAlign = 'left';
  ctx.font = `${12 * devicePixelRatio}px ${token('--font')}`;
  bands.forEach(({ title, from, to }, place) => {
    const left = plot.valToPos(from / 1_000, 'x', true);
    const right = plot.valToPos(to / 1_000, 'x', true);
    if (right < bbox.left || left > bbox.left + bbox.width) return;
    ctx.fillStyle = token('--fault-band');
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.fillStyle = token('--text');
    const line = (place % 3) * 15;
    const furthest = bbox.left + bbox.width - ctx.measureText(title).width - 4;
    const start = Math.min(Math.max(left, bbox.left) + 4, furthest);
    ctx.fillText(title, start, bbox.top + (14 + line) * devicePixelRatio);
  });
  ctx.restore();
}

/** Lines over time, to the right, with faults as bands behind them. Its last values are also said as text. */
export function Chart(props: Props) {
  const { title, series, format, height = 190 } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const dark = prefersDark.value;
  const shape = series.map(({ label, colour }) => label + colour).join('|');

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const axis = { stroke: token('--dim'), font: text(), grid: { stroke: token('--line'), width: 1 } };
    const made = new UPlot(
      {
        ...{ width: Math.max(200, element.clientWidth), height, legend: { show: false } },
        cursor: { y: false, drag: { x: false, y: false } },
        scales: {
          x: { range: (_, from, to) => windowOf(latest.current, from, to) },
          y: { range: (_, __, most) => [0, Math.max(1, most * 1.15)] },
        },
        axes: [
          {
            ...{ ...axis, ticks: { show: false }, space: 80, size: 30 },
            values: (_, values) => values.map(timeOfDay),
          },
          {
            ...{ ...axis, ticks: { show: false }, size: 64 },
            values: (_, values) => values.map((value) => latest.current.format(value)),
          },
        ],
        series: [
          {},
          ...series.map(({ label, colour, dashed }) => ({
            ...{ label, stroke: token(colour), width: 2, spanGaps: false, points: { show: false } },
            ...(dashed ? { dash: [6, 4] } : {}),
          })),
        ],
        hooks: { drawClear: [(drawn) => drawBands(drawn, latest.current.bands ?? [])] },
      },
      columns(latest.current),
      element,
    );
    plot.current = made;
    const size = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    size.observe(element);
    return () => {
      size.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape, height, dark]);

  useEffect(() => plot.current?.setData(columns(props)), [props.times, props.series, props.bands]);

  const last = (values: readonly (number | null)[]) => {
    const value = values.at(-1);
    return value === null || value === undefined ? '–' : format(value);
  };
  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong>
        {series.map(({ label, colour, dashed, values }) => (
          <span class="legend" key={label}>
            <span class={`line ${dashed ? 'dashed' : ''}`} style={{ '--colour': `var(${colour})` }} />
            {label} <span class="figure">{last(values)}</span>
          </span>
        ))}
      </figcaption>
      <div ref={place} class="plot" style={{ minHeight: `${height}px` }} aria-hidden="true" />
      {props.times.length === 0 && <p class="dim">{say().noFigures}</p>}
    </figure>
  );
}

function columns({ times, series }: Props): UPlot.AlignedData {
  return [times.map((at) => at / 1_000), ...series.map(({ values }) => [...values])];
}

function windowOf({ window }: Props, from: number, to: number): [number, number] {
  return window ? [window[0] / 1_000, window[1] / 1_000] : [from ?? 0, to ?? 1];
}
