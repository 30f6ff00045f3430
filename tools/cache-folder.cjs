// CommonJS, and without a dependency: it is needed before there is any, and by libs/stack as well.
const { accessSync, constants, lstatSync, mkdirSync } = require('node:fs');
const { homedir, tmpdir, userInfo } = require('node:os');
const { join } = require('node:path');

function usable(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    // In a folder that everybody may write to, somebody else could have put a program of theirs.
    const { uid } = userInfo();
    return uid === -1 || lstatSync(folder).uid === uid;
  } catch {
    return false;
  }
}

/** Where fetched programs are kept between runs: the user's cache folder, or a private one for who has none. */
exports.cacheFolder = function cacheFolder() {
  const home = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const candidates = [
    join(home, 'ride-hailing-stack'),
    join(tmpdir(), `ride-hailing-stack-${userInfo().uid}`),
  ];
  const folder = candidates.find(usable);
  if (!folder) throw new Error(`no folder to keep programs in: tried ${candidates.join(', ')}`);
  return folder;
};
