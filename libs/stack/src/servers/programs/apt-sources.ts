/** One package source as a stanza of the deb822 format, keyed by field name in lower case. */
export type AptSource = Readonly<Record<string, string>>;

/** Reads a `*.sources` file, without its comments. Continuation lines keep their line breaks. */
export function parseDeb822(text: string): AptSource[] {
  const stanzas = text
    .replaceAll('\r', '')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .split(/\n\s*\n/);
  return stanzas.map(parseStanza).filter((source) => 'uris' in source);
}

function parseStanza(stanza: string): AptSource {
  const source: Record<string, string> = {};
  let last: string | undefined;
  for (const line of stanza.split('\n')) {
    const field = /^([A-Za-z][A-Za-z0-9-]*):\s*(.*)$/.exec(line);
    if (field?.[1]) {
      last = field[1].toLowerCase();
      source[last] = (field[2] ?? '').trim();
    } else if (last && /^\s+\S/.test(line)) {
      source[last] += `\n${line.trimEnd()}`;
    }
  }
  return source;
}

const ONE_LINE = /^\s*(deb(?:-src)?)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*?)\s*(?:#.*)?$/;
const OPTION_NAMES: Readonly<Record<string, string>> = { arch: 'architectures', lang: 'languages' };

/** Reads `sources.list` or a `*.list` file: `deb [options] uri suite components`. */
export function parseOneLineSources(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const [, types, options = '', uris, suites, components = ''] = ONE_LINE.exec(line) ?? [];
    if (!types || !uris || !suites) return [];
    const source: Record<string, string> = { types, uris, suites, components };
    for (const option of options.split(/\s+/).filter(Boolean)) {
      const [name = '', value = ''] = option.split('=');
      source[OPTION_NAMES[name.toLowerCase()] ?? name.toLowerCase()] = value.replaceAll(',', ' ');
    }
    return [source];
  });
}

const words = (text = '') => text.split(/\s+/).filter(Boolean);

/**
 * The source of this machine's own release, such as Debian's main archive on the configured mirror.
 * Undefined when there is none.
 */
export function mainSource(sources: readonly AptSource[], codename: string): AptSource | undefined {
  return sources.find(
    (source) =>
      words(source.types).includes('deb') &&
      source.enabled?.toLowerCase() !== 'no' &&
      words(source.suites).includes(codename) &&
      words(source.components).includes('main'),
  );
}

const KEPT = ['uris', 'signed-by', 'trusted', 'check-valid-until', 'check-date'];

/** The text of a `*.sources` file for another suite of the same archive. */
export function sourceForSuite(source: AptSource, suite: string, component: string): string {
  const kept = KEPT.flatMap((name) => (source[name] === undefined ? [] : [`${name}: ${source[name]}`]));
  return ['types: deb', `suites: ${suite}`, `components: ${component}`, ...kept, ''].join('\n');
}
