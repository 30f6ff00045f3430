/** The folders side by side that a file and what it imports lie in; undefined where one lies around the other. */
function sideBySide([from, to]) {
  const [ours, theirs] = [from.split('/'), to.split('/')];
  const fork = ours.findIndex((part, at) => part !== theirs[at]);
  // The first two parts name the app or library: what these may import of each other is for the linter to say.
  if (fork < 2 || fork >= ours.length - 1 || fork >= theirs.length - 1) return undefined;
  return [ours, theirs].map((parts) => parts.slice(0, fork + 1).join('/'));
}

/** The shortest way from one folder to another, both included. */
function wayBetween(start, end, next) {
  const ways = [[start]];
  const seen = new Set([start]);
  for (const way of ways) {
    if (way.at(-1) === end) return way;
    for (const folder of next.get(way.at(-1))?.keys() ?? []) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      ways.push([...way, folder]);
    }
  }
  return undefined;
}

/**
 * Circles of folders that lie side by side, each with all that is in it. Files that lie beside these folders belong to
 * none of them: what all folders of an app share, and what puts them together.
 * @param imports pairs of paths within the workspace: a file, and one that it imports
 * @returns for each circle its folders, the first once more at the end, and the pairs that make it
 */
export function circlesOfFolders(imports) {
  const next = new Map();
  for (const pair of imports) {
    const [from, to] = sideBySide(pair) ?? [];
    if (!from) continue;
    if (!next.has(from)) next.set(from, new Map());
    const pairs = next.get(from);
    pairs.set(to, [...(pairs.get(to) ?? []), pair]);
  }
  const circles = new Map();
  for (const [from, tos] of next) {
    for (const to of tos.keys()) {
      const back = wayBetween(to, from, next);
      if (!back) continue;
      const folders = [from, ...back];
      const files = back.flatMap((folder, at) => next.get(folders[at]).get(folder));
      const same = [...new Set(folders)].sort().join();
      if (!circles.has(same)) circles.set(same, { folders, files });
    }
  }
  return [...circles.values()];
}
