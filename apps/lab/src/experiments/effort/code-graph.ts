import { posix } from 'node:path';
import ts from 'typescript';
import type { SourceTree } from './source-tree';

const LIBRARY = '@ride-hailing/';
/** What `import` needs at run time; without `names`, the whole file. */
interface Needed {
  readonly from: string;
  readonly names?: readonly string[];
}

/** Which code needs which, and how long it is. Imports of types alone need nothing: they do not ship. */
export class CodeGraph {
  private readonly parsed = new Map<string, ts.SourceFile>();
  private readonly counted = new Map<string, number>();

  /** @param earlier of a tree much like this one: what is the same in both is not read again */
  constructor(
    private readonly tree: SourceTree,
    earlier?: CodeGraph,
  ) {
    const isSame = (file: string) => tree.get(file) === earlier?.tree.get(file);
    for (const [file, source] of earlier?.parsed ?? []) if (isSame(file)) this.parsed.set(file, source);
    for (const [file, lines] of earlier?.counted ?? []) if (isSame(file)) this.counted.set(file, lines);
  }

  /**
   * The files that these need at run time, themselves included. Of a library only those that declare a name that is
   * imported, and what they need in turn.
   * @throws RangeError when there is no such root
   */
  closure(roots: readonly string[]): ReadonlySet<string> {
    const missing = roots.filter((root) => !this.tree.has(root));
    if (missing.length > 0) throw new RangeError(`no such file: ${missing.join(', ')}`);
    const found = new Set<string>();
    const waiting = [...roots];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (found.has(file)) continue;
      found.add(file);
      waiting.push(...this.filesNeededBy(file));
    }
    return found;
  }

  /** The names that these files import of a library. */
  namesImported(files: Iterable<string>, library: string): ReadonlySet<string> {
    const needed = [...files].flatMap((file) => this.neededBy(file));
    const ofLibrary = needed.filter(({ from }) => from === LIBRARY + library);
    return new Set(ofLibrary.flatMap(({ names = [] }) => names));
  }

  /** The variables that a file of configuration describes: properties whose value is made by a call. */
  schemas(file: string): ReadonlySet<string> {
    const keys = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && ts.isCallExpression(node.initializer))
        keys.add(node.name.getText());
      ts.forEachChild(node, visit);
    };
    visit(this.parse(file));
    return keys;
  }

  /** Lines with code: neither empty nor only a comment. */
  lines(file: string): number {
    const lines = this.counted.get(file) ?? linesOfCode(this.parse(file));
    this.counted.set(file, lines);
    return lines;
  }

  private parse(file: string): ts.SourceFile {
    const known = this.parsed.get(file);
    if (known) return known;
    const text = this.tree.get(file) ?? '';
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    this.parsed.set(file, source);
    return source;
  }

  private neededBy(file: string): Needed[] {
    return this.parse(file).statements.flatMap((statement): Needed[] => {
      if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
        const from = statement.moduleSpecifier.text;
        const bindings = statement.importClause?.namedBindings;
        if (statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
        if (!bindings || !ts.isNamedImports(bindings)) return [{ from }];
        const names = namesOf(bindings.elements);
        return names.length > 0 ? [{ from, names }] : [];
      }
      return reexportOf(statement).filter(({ names }) => names?.length !== 0);
    });
  }

  private filesNeededBy(file: string): string[] {
    return this.neededBy(file).flatMap(({ from, names }) => {
      if (!from.startsWith(LIBRARY)) return this.resolve(file, from) ?? [];
      const index = `libs/${from.slice(LIBRARY.length)}/src/index.ts`;
      return names?.flatMap((name) => this.declaring(index, name) ?? []) ?? [index];
    });
  }

  /** The file that declares what `file` exports by this name. */
  private declaring(file: string, name: string): string | undefined {
    for (const statement of this.parse(file).statements) {
      for (const { from, names } of reexportOf(statement)) {
        const target = this.resolve(file, from);
        if (target === undefined || names?.includes(name) === false) continue;
        const declaring = this.declaring(target, name);
        if (declaring !== undefined || names) return declaring ?? target;
      }
      if (isExported(statement) && declaredBy(statement).includes(name)) return file;
    }
    return undefined;
  }

  private resolve(from: string, specifier: string): string | undefined {
    if (!specifier.startsWith('.')) return undefined;
    const path = posix.join(posix.dirname(from), specifier);
    return [`${path}.ts`, `${path}/index.ts`].find((file) => this.tree.has(file));
  }
}

function linesOfCode(source: ts.SourceFile): number {
  const lines = new Set<number>();
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(source);
    children.forEach(visit);
    if (children.length > 0 || node.getWidth(source) === 0) return;
    for (let line = lineAt(node.getStart(source)); line <= lineAt(node.getEnd()); line += 1) lines.add(line);
  };
  visit(source);
  return lines.size;
}

const namesOf = (elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): string[] =>
  elements
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ propertyName, name }) => (propertyName ?? name).text);

function reexportOf(statement: ts.Statement): Needed[] {
  if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) return [];
  if (!statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  const from = statement.moduleSpecifier.text;
  const { exportClause } = statement;
  return [
    exportClause && ts.isNamedExports(exportClause)
      ? { from, names: namesOf(exportClause.elements) }
      : { from },
  ];
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return (isNamed || ts.isEnumDeclaration(statement)) && statement.name ? [statement.name.text] : [];
}
