// Says whether dist/ holds what was last built from the sources as they are. Nx knows it too, and takes a second to say so.
// CommonJS, since libs/stack loads it, too.
const { createHash } = require('node:crypto');
const { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** What a build is made from: everything that Nx takes as an input of one, and what is installed. */
const SOURCES = [
  'apps',
  'libs',
  'tools',
  'docker/postgres',
  'node_modules/.package-lock.json',
  '.swcrc',
  'eslint.config.mjs',
  'jest.config.ts',
  'nx.json',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];
const LEFT_OUT = new Set(['node_modules']);
/** A file that changes twice within one tick of the file system's clock can look as if it had changed once. */
const TICK_MS = 1_000;

const fileOf = (root) => join(root, 'dist/.built.json');

/**
 * Digests names, sizes and times of all files. The time of change is the system's, and nobody can set it back.
 * @returns the digest, and when the last of the files changed
 */
function stateOf(root, places) {
  const digest = createHash('sha256');
  let changedAt = 0;
  const visit = (place) => {
    const stats = lstatSync(join(root, place), { throwIfNoEntry: false });
    if (!stats) return digest.update(`${place} missing\n`);
    if (stats.isDirectory()) {
      for (const name of readdirSync(join(root, place)).sort())
        if (!LEFT_OUT.has(name)) visit(`${place}/${name}`);
      return undefined;
    }
    changedAt = Math.max(changedAt, stats.ctimeMs);
    return digest.update(`${place} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}\n`);
  };
  for (const place of places) visit(place);
  return { digest: digest.digest('hex'), changedAt };
}

function lastBuilt(root) {
  try {
    const { sources, outputs } = JSON.parse(readFileSync(fileOf(root), 'utf8'));
    return { sources, outputs: { ...outputs } };
  } catch {
    return { sources: undefined, outputs: {} };
  }
}

const outputOf = (root, project) => stateOf(root, [`dist/${project}`]).digest;

/** The state of the sources, to be taken before they are built. */
exports.sourcesNow = (root) => ({ ...stateOf(root, SOURCES), takenAt: Date.now() });

/** True when the builds of all these projects are those of the sources as they were at `sources`. */
exports.isBuilt = function isBuilt(root, projects, sources = exports.sourcesNow(root)) {
  const last = lastBuilt(root);
  if (last.sources !== sources.digest) return false;
  return projects.every((project) => last.outputs[project] === outputOf(root, project));
};

/** Remembers that these projects were built from sources that were in this state before. */
exports.rememberBuilt = function rememberBuilt(root, projects, { digest, changedAt, takenAt }) {
  if (changedAt > takenAt - TICK_MS) return;
  const last = lastBuilt(root);
  const kept = last.sources === digest ? last.outputs : {};
  const outputs = Object.fromEntries(projects.map((project) => [project, outputOf(root, project)]));
  const scratch = `${fileOf(root)}.${process.pid}`;
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(scratch, JSON.stringify({ sources: digest, outputs: { ...kept, ...outputs } }));
  renameSync(scratch, fileOf(root));
};
