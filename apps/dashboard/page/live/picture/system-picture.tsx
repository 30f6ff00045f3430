import { useEffect, useState } from 'preact/hooks';
import { say as sayFault } from '../../faults/texts';
import { useCalm } from '../../look/figure';
import { rates, system } from '../../server/live';
import { say } from '../texts';
import { figuresOfEdge, figuresOfPart, type Said, stateOfPart } from './figures-of';
import { type Edge, type Layout, PARTS, type Part, TALL, WIDE } from './layout';

/** What was chosen in the picture: a part, or the connection of an edge. */
export type Chosen =
  | { readonly kind: 'part'; readonly part: Part }
  | { readonly kind: 'edge'; readonly from: string; readonly to: string };

interface Props {
  readonly chosen: Chosen | undefined;
  readonly onChoose: (chosen: Chosen) => void;
}

const LINE_HEIGHT = 22;
const narrow = matchMedia('(max-width: 640px)');

function useLayout(): Layout {
  const [isNarrow, setNarrow] = useState(narrow.matches);
  useEffect(() => {
    const read = () => setNarrow(narrow.matches);
    narrow.addEventListener('change', read);
    return () => narrow.removeEventListener('change', read);
  }, []);
  return isNarrow ? TALL : WIDE;
}

function useLines(): (said: Said) => readonly string[] {
  const t = say();
  return (said) =>
    said.map(({ what, figure }) => {
      const value = typeof figure === 'string' ? figure : `${figure.digits} ${figure.unit}`.trim();
      return `${t[what]} ${value}`;
    });
}

/** Attributes of a drawing that acts as a button; without a label, its texts are its name. */
function button(label: string | undefined, isPressed: boolean, act: () => void) {
  return {
    role: 'button' as const,
    tabIndex: 0,
    'aria-label': label,
    'aria-pressed': isPressed,
    onClick: act,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      act();
    },
  };
}

interface LinesProps {
  readonly texts: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly anchor?: Edge['label']['anchor'];
  readonly className?: string;
}

function Lines({ texts, x, y, anchor = 'start', className }: LinesProps) {
  return (
    <text text-anchor={anchor} class={className}>
      {texts.map((text, at) => (
        <tspan key={at} x={x} y={y + at * LINE_HEIGHT}>
          {/* The space separates words for those who hear them. */}
          {text}{' '}
        </tspan>
      ))}
    </text>
  );
}

/** The system as boxes and lines with live figures; each is a button. */
export function SystemPicture({ chosen, onChoose }: Props) {
  const t = say();
  const layout = useLayout();
  const lines = useLines();
  const shown = useCalm(rates.value);
  const isLinkChosen = ({ from, to }: Edge['link']) =>
    chosen?.kind === 'edge' && chosen.from === from && chosen.to === to;
  const disturbed = new Set(
    system.value?.faults.map(({ order }) =>
      order.kind === 'link' ? `${order.from}>${order.to}` : order.kind,
    ),
  );
  return (
    <svg class="picture" viewBox={`0 0 ${layout.width} ${layout.height}`} role="group" aria-label={t.parts}>
      <defs>
        <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0 8 4 0 8z" class="tip" />
        </marker>
      </defs>
      {layout.edges.map(({ from, to, link, line, label }) => {
        const said = lines(figuresOfEdge({ from, to }, shown));
        const name = `${t.part(link.from)} – ${t.part(link.to)}`;
        const isDisturbed = disturbed.has(`${link.from}>${link.to}`);
        return (
          <g
            key={`${from}>${to}`}
            class={`edge ${isDisturbed ? 'disturbed' : ''}`}
            {...button([name, ...said].join(' '), isLinkChosen(link), () =>
              onChoose({ kind: 'edge', ...link }),
            )}
          >
            <polyline class="reach" points={line} />
            <polyline class="line" points={line} marker-end="url(#tip)" />
            <Lines
              texts={said}
              x={label.x}
              y={label.y - (label.anchor === 'middle' ? (said.length - 1) * LINE_HEIGHT : 0)}
              anchor={label.anchor}
            />
          </g>
        );
      })}
      {PARTS.map((part) => {
        const { x, y, width, height } = layout.boxes[part];
        const state = stateOfPart(part, system.value, shown);
        const said = lines(figuresOfPart(part, shown));
        const isChosen = chosen?.kind === 'part' && chosen.part === part;
        const stateText = sayFault().state(state);
        const texts = [t.role(part), ...said].filter(Boolean);
        return (
          <g
            key={part}
            class={`part state-${state} part-${part}`}
            {...button(undefined, isChosen, () => onChoose({ kind: 'part', part }))}
          >
            <rect x={x} y={y} width={width} height={height} rx={9} />
            <Lines texts={[t.part(part)]} x={x + 12} y={y + 25} className="name" />
            {state !== 'unknown' && (
              <Lines
                texts={[`${state === 'ready' ? '●' : '▲'} ${stateText}`]}
                {...{ x: x + 12, y: y + 25 + LINE_HEIGHT, className: 'state' }}
              />
            )}
            <Lines texts={texts} x={x + 12} y={y + 25 + LINE_HEIGHT * (state === 'unknown' ? 1 : 2)} />
          </g>
        );
      })}
    </svg>
  );
}
