export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly to: string; readonly children: readonly Inline[] };

export type Block =
  | { readonly kind: 'paragraph' | 'heading'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

const CODE = /^`([^`]+)`/;
const STRONG = /^\*\*(.+?)\*\*/;
const EMPHASIS = /^\*([^*\s](?:[^*]*[^*\s])?)\*/;
const LINK = /^\[((?:[^\]`]|`[^`]*`)*)\]\(([^)\s]+)\)/;

/** Reads code, strong and emphasised text and links; whatever is none of them stays text. */
export function inlineOf(text: string): Inline[] {
  const found: Inline[] = [];
  let plain = '';
  const push = (inline: Inline) => {
    if (plain !== '') found.push({ kind: 'text', text: plain });
    plain = '';
    found.push(inline);
  };
  for (let rest = text; rest !== '';) {
    const code = CODE.exec(rest);
    const strong = STRONG.exec(rest);
    const emphasis = EMPHASIS.exec(rest);
    const link = LINK.exec(rest);
    if (code) push({ kind: 'code', text: code[1] ?? '' });
    else if (strong) push({ kind: 'strong', children: inlineOf(strong[1] ?? '') });
    else if (emphasis) push({ kind: 'emphasis', children: inlineOf(emphasis[1] ?? '') });
    else if (link) push({ kind: 'link', to: link[2] ?? '', children: inlineOf(link[1] ?? '') });
    else plain += rest[0] ?? '';
    rest = rest.slice((code ?? strong ?? emphasis ?? link)?.[0].length ?? 1);
  }
  if (plain !== '') found.push({ kind: 'text', text: plain });
  return found;
}

const FENCE = /^```/;
const HEADING = /^#{1,6} +/;
const ITEM = /^(?:[-*]|(\d+)\.) +/;
const RULE = /^\|[\s:|-]+\|$/;

const cellsOf = (row: string) =>
  row
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => inlineOf(cell.trim().replaceAll('\\|', '|')));

function listOf(lines: readonly string[]): Block {
  const items: string[] = [];
  for (const line of lines) {
    if (ITEM.test(line)) items.push(line.replace(ITEM, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  return {
    kind: 'list',
    isOrdered: ITEM.exec(lines[0] ?? '')?.[1] !== undefined,
    items: items.map(inlineOf),
  };
}

function blockOf(lines: readonly string[]): Block {
  const [first = '', second = ''] = lines;
  if (FENCE.test(first)) return { kind: 'code', text: lines.slice(1, -1).join('\n') };
  if (HEADING.test(first)) return { kind: 'heading', children: inlineOf(first.replace(HEADING, '')) };
  if (ITEM.test(first)) return listOf(lines);
  if (first.startsWith('|') && RULE.test(second))
    return { kind: 'table', head: cellsOf(first), rows: lines.slice(2).map(cellsOf) };
  return { kind: 'paragraph', children: inlineOf(lines.join(' ')) };
}

/** The blocks of the Markdown that walkthroughs use; comments are left out. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const end = () => {
    if (lines.length > 0) blocks.push(blockOf(lines));
    lines = [];
  };
  for (const line of markdown.replace(/<!--[\s\S]*?-->/g, '').split('\n')) {
    const inCode = FENCE.test(lines[0] ?? '');
    if (inCode) {
      lines.push(line);
      if (FENCE.test(line)) end();
      continue;
    }
    if (line.trim() === '' || HEADING.test(line) || FENCE.test(line)) end();
    if (line.trim() !== '') lines.push(line);
    if (HEADING.test(line)) end();
  }
  end();
  return blocks;
}

/** Where a link of a walkthrough leads on this page: to another tour or a public page; null for a file of the checkout. */
export function targetOf(to: string): string | null {
  if (/^https?:\/\//.test(to)) return to;
  const [, name] = /^(?:\.\.?\/)*(?:ko\/)?(\d+-[\w-]+)\.md(?:#.*)?$/.exec(to) ?? [];
  return name ? `#/tours/${name}` : null;
}
