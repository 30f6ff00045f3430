// Reads a list of manifests as JSON from stdin, and prints what the schemas of Kubernetes say against them, as a list of
// texts. A program of its own, since Jest cannot load the schemas, which are ES modules alone.
import { text } from 'node:stream/consumers';

/**
 * The same value, which notes the paths of the fields that somebody reads. The schemas ignore unknown fields and never
 * read them.
 */
const watched = (value, path, read) => {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get: (target, field) => {
      if (typeof field !== 'string' || !Object.hasOwn(target, field)) return Reflect.get(target, field);
      read.add(`${path}/${field}`);
      return watched(target[field], `${path}/${field}`, read);
    },
  });
};

const pathsOf = (value, path = '') =>
  typeof value !== 'object' || value === null
    ? []
    : Object.keys(value).flatMap((field) => [
        `${path}/${field}`,
        ...pathsOf(value[field], `${path}/${field}`),
      ]);

const faultsOf = async (manifest) => {
  const { apiVersion, kind, metadata } = manifest;
  const models = await import(`kubernetes-models/${apiVersion}/${kind}`).catch(() => ({}));
  if (!models[kind]) return [`${kind} ${metadata?.name}: there is no ${kind} in ${apiVersion}`];
  const read = new Set();
  const faults = [];
  try {
    models[kind].prototype.validate.call(watched(new models[kind](manifest), '', read));
  } catch (error) {
    faults.push(error.message);
  }
  const unknown = pathsOf(manifest).filter((path) => !read.has(path));
  faults.push(...unknown.map((path) => `${path} is unknown`));
  return faults.map((fault) => `${kind} ${metadata?.name}: ${fault}`);
};

const manifests = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify((await Promise.all(manifests.map(faultsOf))).flat()));
