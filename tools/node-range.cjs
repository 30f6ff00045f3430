// Supports only the version ranges that `engines` in package.json uses: `^22.19 || ^24.11 || >=26`.

const numbers = (version) => version.match(/\d+/g).map(Number);

/** @param range `^` and `>=` with one to three numbers, and `||` between them */
exports.satisfies = function satisfies(version, range) {
  const [major, minor, patch] = numbers(version);
  return range.split('||').some((part) => {
    const [leastMajor, leastMinor = 0, leastPatch = 0] = numbers(part);
    if (major !== leastMajor) return part.includes('>=') && major > leastMajor;
    return minor > leastMinor || (minor === leastMinor && patch >= leastPatch);
  });
};
