import ts from 'typescript';

const SUITES = ['describe', 'fdescribe', 'xdescribe'];
const TESTS = ['it', 'test', 'fit', 'xit', 'xtest'];
/** Modifiers of tests that run. A test with any other one (`skip`, `todo`, `failing`) proves nothing. */
const RUNNING = ['each', 'concurrent', 'only'];

interface Block {
  readonly isTest: boolean;
  /** As written in the source, with `%s` and `${…}`. */
  readonly title: string | undefined;
  readonly isSkipped: boolean;
  readonly isAlone: boolean;
}

/** The names in `it`, `it.skip`, `it.concurrent.each(table)` and so on. */
function wordsOf(callee: ts.Expression): string[] {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee)) return [...wordsOf(callee.expression), callee.name.text];
  if (ts.isCallExpression(callee)) return wordsOf(callee.expression);
  return ts.isTaggedTemplateExpression(callee) ? wordsOf(callee.tag) : [];
}

function titleOf(argument: ts.Expression | undefined): string | undefined {
  if (!argument) return undefined;
  if (ts.isStringLiteralLike(argument)) return argument.text;
  return ts.isTemplateExpression(argument) ? argument.getText().slice(1, -1) : undefined;
}

function blockOf(node: ts.Node): Block | undefined {
  // `it.each(table)` is a call, too; the test is the call of its result.
  if (!ts.isCallExpression(node) || node.arguments.length < 1) return undefined;
  const [root = '', ...modifiers] = wordsOf(node.expression);
  const isTest = TESTS.includes(root);
  if (!isTest && !SUITES.includes(root)) return undefined;
  if (ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'each')
    return undefined;
  return {
    isTest,
    title: titleOf(node.arguments[0]),
    isSkipped: root.startsWith('x') || modifiers.some((modifier) => !RUNNING.includes(modifier)),
    isAlone: root.startsWith('f') || modifiers.includes('only'),
  };
}

/** The titles, as written, of the tests that run and of the suites with at least one such test. */
export function runningTitles(source: string): ReadonlySet<string> {
  const titles = new Set<string>();
  let isAnyAlone = false;
  /** Returns whether a test runs in this node. */
  const visit = (node: ts.Node, skipped: boolean): boolean => {
    const block = blockOf(node);
    const isSkipped = skipped || block?.isSkipped === true;
    isAnyAlone ||= block?.isAlone === true;
    let runs = block?.isTest === true && !isSkipped;
    ts.forEachChild(node, (child) => {
      runs = visit(child, isSkipped) || runs;
    });
    if (block?.title !== undefined && runs) titles.add(block.title);
    return runs;
  };
  visit(ts.createSourceFile('spec.ts', source, ts.ScriptTarget.Latest, true), false);
  // An `only` keeps other tests from running, so a file with one proves nothing.
  return isAnyAlone ? new Set() : titles;
}
