import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in a file, counted from 0 as V8 does. */
export interface CodePlace {
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

const pathOf = (url: string): string => (url.startsWith('file:') ? fileURLToPath(url) : url);

/** Finds where the code of a bundle comes from, by the map that lies beside the bundle. */
export class BundledCode {
  private readonly maps = new Map<string, SourceMap | undefined>();

  /** The same place in the file that was bundled; the given place for code of no bundle, or of the bundler itself. */
  origin(place: CodePlace): CodePlace {
    const entry = this.mapOf(place.url)?.findEntry(place.lineNumber, place.columnNumber);
    // Node's types leave out that an entry of the bundler's own code has no source.
    const isOfFile = entry !== undefined && 'originalSource' in entry && entry.originalSource !== undefined;
    if (!isOfFile) return place;
    return {
      url: join(pathOf(place.url), '..', entry.originalSource),
      lineNumber: entry.originalLine,
      columnNumber: entry.originalColumn,
    };
  }

  private mapOf(url: string): SourceMap | undefined {
    if (!/^(file:|\/)/.test(url)) return undefined;
    if (!this.maps.has(url)) {
      const file = `${pathOf(url)}.map`;
      const isBundle = /\/(program|packages)\.js\.map$/.test(file) && existsSync(file);
      const payload = isBundle && (JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload);
      this.maps.set(url, payload ? new SourceMap(payload) : undefined);
    }
    return this.maps.get(url);
  }
}
