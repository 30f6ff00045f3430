/**
 * Splits a file into statements. A statement ends with a semicolon before an empty line or the end of the file, so that
 * the body of a DO block stays whole. Comments before a statement are dropped.
 */
export function sqlStatements(text: string): string[] {
  return text
    .replaceAll('\r', '')
    .split(/(?<=;)[ \t]*\n(?:[ \t]*\n)+/)
    .map((statement) => statement.replace(/^(?:\s*--[^\n]*(?:\n|$))+/, '').trim())
    .filter((statement) => statement !== '');
}
