/** A selector of a PromQL expression, such as `consumer_lag{state="waiting"}`. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

export interface PromqlNames {
  readonly selectors: readonly Selector[];
  /** Labels after `by`, `without`, `on`, `ignoring` and `group_…`. */
  readonly groupedBy: readonly string[];
}

const TOKEN =
  /\s+|#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\[[^\]]*\]|[a-zA-Z_:][\w:]*|\d[\w.]*|=~|!~|[=!<>]=|[^\s]/y;
const GROUPING = ['by', 'without', 'on', 'ignoring', 'group_left', 'group_right'];
const KEYWORDS = ['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan', 'atan2'];

const isName = (token: string | undefined): token is string => /^[a-zA-Z_:]/.test(token ?? '');

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(expression); match; match = TOKEN.exec(expression)) {
    if (!/^[\s#]/.test(match[0])) tokens.push(match[0]);
  }
  return tokens;
}

/** The tokens between the brackets at `tokens[from]` and its end; these lists contain no brackets. */
const listAt = (tokens: readonly string[], from: number, end: string): string[] =>
  tokens.slice(from + 1, tokens.indexOf(end, from));

function matchersIn(tokens: readonly string[]): Matcher[] {
  return tokens.flatMap((label, at) => {
    const [operator = '', value = ''] = tokens.slice(at + 1);
    return isName(label) && /^[=!]/.test(operator) ? [{ label, operator, value: value.slice(1, -1) }] : [];
  });
}

/** Reads the names of metrics and labels out of an expression, whose syntax `promtool` checks. */
export function namesIn(expression: string): PromqlNames {
  const tokens = tokensOf(expression);
  const selectors: Selector[] = [];
  const groupedBy: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const [token, next] = tokens.slice(at);
    if (!isName(token)) continue;
    if (GROUPING.includes(token)) {
      if (next !== '(') continue;
      groupedBy.push(...listAt(tokens, at + 1, ')').filter(isName));
      at = tokens.indexOf(')', at);
    } else if (next === '{') {
      selectors.push({ metric: token, matchers: matchersIn(listAt(tokens, at + 1, '}')) });
      at = tokens.indexOf('}', at);
    } else if (next !== '(' && !KEYWORDS.includes(token.toLowerCase()) && !GROUPING.includes(next ?? '')) {
      selectors.push({ metric: token, matchers: [] });
    }
  }
  return { selectors, groupedBy };
}
