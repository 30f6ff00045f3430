import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { font, prefersDark, token } from './theme';

interface Series {
  readonly label: string;
  /** A custom property of look.css, such as `--copy`. */
  readonly colour: string;
  /** A second sign beside the colour. */
  readonly dashed?: boolean;
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly title: string;
  /** Epoch ms in ascending order. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  /** Faults, in epoch ms. */
  readonly bands: readonly { readonly title: string; readonly from: number; readonly to: number }[];
  /** Writes a value on the axis and in the legend, with its unit. */
  readonly format: (value: number | null) => string;
  /** Both ends of the axis of time. */
  readonly window: readonly [number, number];
}

const HEIGHT = 170;
const BAND_LINE = 15;

const timeOfDay = (seconds: number) => new Date(seconds * 1_000).toLocaleTimeString('en-GB');

/** Drawn before the grid, so that a fault lies behind the lines. */
function drawBands(plot: UPlot, bands: Props['bands']): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.textAlign = 'left';
  ctx.font = font(12 * devicePixelRatio);
  bands.forEach(({ title, from, to }, place) => {
    const left = plot.valToPos(from / 1_000, 'x', true);
    const right = plot.valToPos(to / 1_000, 'x', true);
    if (right < bbox.left || left > bbox.left + bbox.width) return;
    ctx.fillStyle = token('--fault-band');
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.fillStyle = token('--text');
    const furthest = bbox.left + bbox.width - ctx.measureText(title).width - 4;
    const start = Math.min(Math.max(left, bbox.left) + 4, furthest);
    ctx.fillText(title, start, bbox.top + (14 + (place % 3) * BAND_LINE) * devicePixelRatio);
  });
  ctx.restore();
}

const columns = ({ times, series }: Props): UPlot.AlignedData => [
  times.map((at) => at / 1_000),
  ...series.map(({ values }) => [...values]),
];

function plotIn(element: HTMLElement, latest: { readonly current: Props }): UPlot {
  const axis = {
    ...{ stroke: token('--dim'), font: font(12), ticks: { show: false } },
    grid: { stroke: token('--line'), width: 1 },
  };
  return new UPlot(
    {
      ...{ width: element.clientWidth, height: HEIGHT, legend: { show: false } },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: { range: () => [latest.current.window[0] / 1_000, latest.current.window[1] / 1_000] },
        y: { range: (_, __, most) => [0, Math.max(1, most * 1.15)] },
      },
      axes: [
        { ...axis, space: 80, size: 30, values: (_, values) => values.map(timeOfDay) },
        { ...axis, size: 64, values: (_, values) => values.map((value) => latest.current.format(value)) },
      ],
      series: [
        {},
        ...latest.current.series.map(({ label, colour, dashed }) => ({
          ...{ label, stroke: token(colour), width: 2, spanGaps: false, points: { show: false } },
          ...(dashed && { dash: [6, 4] }),
        })),
      ],
      hooks: { drawClear: [(drawn) => drawBands(drawn, latest.current.bands)] },
    },
    columns(latest.current),
    element,
  );
}

/** Lines over time, to the right, with faults as bands behind them. Its last values are also said as text. */
export function Chart(props: Props) {
  const { title, series, format } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const made = plotIn(element, latest);
    plot.current = made;
    const size = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    size.observe(element);
    return () => {
      size.disconnect();
      made.destroy();
    };
  }, [prefersDark.value]);
  useEffect(() => plot.current?.setData(columns(props)), [props.times, props.bands]);

  return (
    <figure>
      <figcaption class="row">
        <strong>{title}</strong>
        {series.map(({ label, colour, dashed, values }) => (
          <span key={label}>
            <span class="line" style={{ borderTop: `3px ${dashed ? 'dashed' : 'solid'} var(${colour})` }} />{' '}
            {label} {format(values.at(-1) ?? null)}
          </span>
        ))}
      </figcaption>
      <div ref={place} style={{ minHeight: `${HEIGHT}px` }} aria-hidden="true" />
    </figure>
  );
}
