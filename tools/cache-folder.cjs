// CommonJS without dependencies, since it is needed before any is installed, and libs/stack loads it, too.
const { accessSync, constants, lstatSync, mkdirSync } = require('node:fs');
const { homedir, tmpdir, userInfo } = require('node:os');
const { join } = require('node:path');

function usable(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    // Another user could have put a program into a folder that everybody may write to.
    const { uid } = userInfo();
    return uid === -1 || lstatSync(folder).uid === uid;
  } catch {
    return false;
  }
}

/** The folder that keeps fetched programs between runs: the user's cache folder, or else a private temporary one. */
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
