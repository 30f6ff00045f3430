import { processesOf } from '../../faults/processes';
import { say as sayFault } from '../../faults/texts';
import { rates, system } from '../../server/live';
import { say } from '../texts';
import { figuresOf, type Said, stateOfPart } from './figures-of';
import { type Edge, PARTS, type Part, PICTURE } from './layout';

/** What was chosen in the picture: a part, or the connection of an edge. */
export type Chosen = Part | Edge['link'];

interface Props {
  readonly chosen: Chosen | undefined;
  readonly onChoose: (chosen: Chosen) => void;
}

const LINE_HEIGHT = 22;

const COLOURS: { readonly [P in Part]?: string } = {
  ...{ 'driver-service': 'var(--copy)', 'ride-service': 'var(--owner)', cache: 'var(--cache)' },
};

/** Attributes of a drawing that acts as a button. */
const button = (isPressed: boolean, act: () => void) => ({
  role: 'button' as const,
  tabIndex: 0,
  'aria-pressed': isPressed,
  onClick: act,
  onKeyDown: (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    act();
  },
});

interface LinesProps {
  readonly texts: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly anchor?: Edge['label']['anchor'];
}

/** The space between lines separates words for those who hear them. */
const Lines = ({ texts, x, y, anchor = 'start' }: LinesProps) => (
  <text text-anchor={anchor}>
    {texts.map((text, at) => (
      <tspan key={at} x={x} y={y + at * LINE_HEIGHT}>
        {text}{' '}
      </tspan>
    ))}
  </text>
);

/** How many processes of a part are ready, where it has several. */
function share(part: Part): string {
  const processes = processesOf(part, system.value);
  const ready = processes.filter(({ state }) => state === 'ready').length;
  return processes.length > 1 ? ` ${ready}/${processes.length}` : '';
}

/** The system as boxes and lines with live figures; each is a button. */
export function SystemPicture({ chosen, onChoose }: Props) {
  const t = say();
  const lines = (said: Said) => said.map(([what, figure]) => `${t[what]} ${figure}`);
  const links = system.value?.faults.map(({ order }) => order.kind === 'link' && `${order.from}>${order.to}`);
  return (
    <svg class="picture" viewBox={`0 0 ${PICTURE.width} ${PICTURE.height}`} role="group" aria-label={t.parts}>
      <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
        <path d="M0 0 8 4 0 8z" fill="var(--dim)" />
      </marker>
      {PICTURE.edges.map(({ from, to, link, line, label: { x, y, anchor } }) => {
        const said = lines(figuresOf(`${from}>${to}`, rates.value));
        const isDisturbed = links?.includes(`${link.from}>${link.to}`);
        return (
          <g
            key={`${from}>${to}`}
            class={`edge ${isDisturbed ? 'disturbed' : ''}`}
            aria-label={[`${t.part(link.from)} – ${t.part(link.to)}`, ...said].join(' ')}
            {...button(chosen === link, () => onChoose(link))}
          >
            <polyline class="reach" points={line} />
            <polyline class="line" points={line} marker-end="url(#tip)" />
            <Lines texts={said} {...{ x, anchor }} y={y - ((said.length - 1) * LINE_HEIGHT) / 2} />
          </g>
        );
      })}
      {PARTS.map((part) => {
        const { x, y, width, height } = PICTURE.boxes[part];
        const state = stateOfPart(part, system.value, rates.value);
        const isWell = ['ready', 'unknown', 'starting'].includes(state);
        const texts = [
          t.part(part),
          ...(state === 'unknown'
            ? []
            : [`${state === 'ready' ? '●' : '▲'} ${sayFault().state(state)}${share(part)}`]),
          ...[t.role(part), ...lines(figuresOf(part, rates.value))].filter(Boolean),
        ];
        return (
          <g
            key={part}
            class={`part ${isWell ? '' : 'unwell'}`}
            {...button(chosen === part, () => onChoose(part))}
          >
            <rect {...{ x, y, width, height, rx: 9 }} style={{ '--source': COLOURS[part] }} />
            <Lines texts={texts} x={x + 12} y={y + 25} />
          </g>
        );
      })}
    </svg>
  );
}
