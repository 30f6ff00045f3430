// `npm run mutation [-- <project> [<file> …]]`: mutates the pure rules, project by project, and shows the mutants that
// no unit spec of that project detects. See docs/adr/014-mutation-testing.md.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ensureDependencies, root } from './dependencies.mjs';
import { PURE_RULES } from './mutation-rules.mjs';

const [only, ...files] = process.argv.slice(2);
if (only !== undefined && !(only in PURE_RULES)) {
  console.error(`mutation: no project "${only}"; one of: ${Object.keys(PURE_RULES).join(', ')}`);
  process.exit(1);
}

await ensureDependencies();

// npm installs it here or at the root.
const manifest = createRequire(import.meta.url).resolve('@stryker-mutator/core/package.json');
const stryker = join(dirname(manifest), 'bin/stryker.js');

let worst = 0;
for (const project of only === undefined ? Object.keys(PURE_RULES) : [only]) {
  console.log(`\n${project}`);
  const args = [stryker, 'run'];
  if (files.length > 0) args.push('--mutate', files.join());
  const env = { ...process.env, MUTATION_PROJECT: project };
  const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  worst = Math.max(worst, status ?? 1);
}
process.exitCode = worst;
