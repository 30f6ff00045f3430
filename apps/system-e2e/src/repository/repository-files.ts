import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';
import { z } from 'zod';

export const ROOT = workspaceRoot();
export const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

export const manifest = z
  .object({
    version: z.string(),
    license: z.string(),
    engines: z.object({ node: z.string() }),
    scripts: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(textOf('package.json')));

const pagesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

/** The commands of the README before the first `docker compose up`. */
export const firstComposeCommands = (): string =>
  /```sh\n(awk [^]*?)docker compose/.exec(textOf('README.md'))?.[1] ?? '';

/** The pages at the root and directly in `docs`. */
export const PAGES = [...pagesIn('.'), ...pagesIn('docs')];

/** The scripts that a text names: after `npm run`, and `test` and `start` after `npm`. */
export const scriptsNamedIn = (text: string): string[] =>
  [...text.matchAll(/\bnpm (?:run (?:-s |--silent )?([a-z][a-z:-]*)|(test|start)\b)/g)].map(
    ([, run, short]) => run ?? short ?? '',
  );

/** The targets of relative links, without their anchors. */
export const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);

/** Paths from the root of the repository between backticks, without patterns and placeholders. */
export const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`((?:apps|libs|docs|docker|tools)\/[\w./-]+)`/g)].map(([, path = '']) => path);

/** The names of metrics in a text: words with underscores between backticks. */
export const metricsIn = (text: string): string[] =>
  [...text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name = '']) => name);

/** The sources of all apps and libraries without specs, as one text. */
export const sources = (): string =>
  ['apps', 'libs']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts') && !file.includes('node_modules'))
    .map(textOf)
    .join('\n');
