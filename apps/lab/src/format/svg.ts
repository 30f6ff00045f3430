/** Safe in the text and in the attributes of a page. */
export const escapeHtml = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');

type Attributes = Readonly<Record<string, string | number>>;

/** Markup is passed on as it is; text goes through {@link escapeHtml} first. */
export function element(name: string, attributes: Attributes, ...markup: readonly string[]): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeHtml(String(value))}"`);
  return `<${name}${given.join('')}>${markup.join('')}</${name}>`;
}

export const svgText = (x: number, y: number, text: string, more: Attributes = {}): string =>
  element('text', { x: rounded(x), y: rounded(y), ...more }, escapeHtml(text));

export const line = (x1: number, y1: number, x2: number, y2: number, kind: string): string =>
  element('line', { x1: rounded(x1), y1: rounded(y1), x2: rounded(x2), y2: rounded(y2), class: kind });

export const rectangle = (x: number, y: number, width: number, height: number, kind: string): string =>
  element('rect', {
    x: rounded(x),
    y: rounded(y),
    width: rounded(Math.max(0, width)),
    height: rounded(Math.max(0, height)),
    class: kind,
  });

export const polyline = (points: readonly (readonly [number, number])[], kind: string): string =>
  element('polyline', {
    points: points.map(([x, y]) => `${rounded(x)},${rounded(y)}`).join(' '),
    class: kind,
  });

/** @param says what the picture shows, for who does not see it */
export const picture = (width: number, height: number, says: string, ...parts: readonly string[]): string =>
  element('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': says }, ...parts);

export const rounded = (value: number): number => Number(value.toFixed(1));

/** From the values of a domain to pixels; what is outside is put at its edge. */
export const scale =
  (
    from: number,
    to: number,
    first: number,
    last: number,
    bend: (value: number) => number = (value) => value,
  ) =>
  (value: number): number => {
    const part = (bend(value) - bend(from)) / (bend(to) - bend(from) || 1);
    return first + Math.min(1, Math.max(0, part)) * (last - first);
  };

/** Moves labels apart that would cover each other, as little as their order allows. */
export function spread(wanted: readonly number[], gap: number, least: number, most: number): number[] {
  const order = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  let from = least;
  for (const one of order) {
    one.at = Math.max(one.at, from);
    from = one.at + gap;
  }
  let to = most;
  for (const one of order.reverse()) {
    one.at = Math.min(one.at, to);
    to = one.at - gap;
  }
  return order.sort((a, b) => a.index - b.index).map(({ at }) => at);
}

/** 1, 2, 5, 10, 20 .. between the two. */
export function ticks(from: number, to: number): number[] {
  const decades = Math.ceil(Math.log10(to / from)) + 2;
  const first = Math.floor(Math.log10(from));
  const steps = decades > 5 ? [1] : [1, 2, 5];
  return Array.from({ length: decades }, (_, index) => 10 ** (first + index))
    .flatMap((decade) => steps.map((step) => Number((step * decade).toPrecision(1))))
    .filter((value) => value >= from && value <= to);
}
