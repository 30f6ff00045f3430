/** The sibling folders that contain a file and its import; undefined where one folder contains the other. */
function sideBySide([from, to]) {
  const [ours, theirs] = [from.split('/'), to.split('/')];
  const fork = ours.findIndex((part, at) => part !== theirs[at]);
  // The first two parts name the app or library, whose imports of each other the linter checks.
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
 * Finds circles of sibling folders, each with all its content. Files beside these folders belong to none of them, such as
 * those that all folders of an app share and those that wire them.
 * @param imports pairs of paths within the workspace: a file and its import
 * @returns for each circle its folders, the first one repeated at the end, and the pairs that form it
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
