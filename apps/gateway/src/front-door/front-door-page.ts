interface Example {
  readonly what: string;
  readonly path: string;
}

/** Makes a token; works in a checkout. */
export const TOKEN_COMMAND = 'TOKEN=$(npm run -s token -- --role dispatcher --sub me)';

export const COMMANDS: readonly Example[] = [
  {
    what: 'The three free drivers nearest to Seoul’s city hall. Driver Service answers from its own database.',
    path: '/drivers/nearest?lat=37.5665&lng=126.978&limit=3',
  },
  {
    what: 'What a driver does now, and where each part of the answer came from. While the simulator runs, it keeps d-1 on a ride.',
    path: '/drivers/d-1/current-ride',
  },
  { what: 'The same without a call to Ride Service.', path: '/drivers/d-1/current-ride?details=false' },
  { what: 'Three rides that are under way.', path: '/rides?status=IN_PROGRESS&limit=3' },
];

/** Pages that need no token. */
const LINKS: readonly Example[] = [
  { path: '/docs', what: 'every request that this gateway takes, to read and to try' },
  { path: '/docs-json', what: 'the same as an OpenAPI document, for programs' },
  { path: '/health', what: 'whether the services behind the gateway are ready' },
  { path: '/metrics', what: 'Prometheus metrics of the gateway' },
];

export const curl = (base: string, path: string): string =>
  `curl -H "authorization: Bearer $TOKEN" '${base}${path}'`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');

const link = ({ path, what }: Example): string =>
  `<li><a href="${escape(path)}">${path}</a>: ${escape(what)}</li>`;
const command = (base: string, { path, what }: Example): string =>
  `<p>${escape(what)}</p>\n<pre>${escape(curl(base, path))}</pre>`;

/**
 * The page for people. It loads no script and nothing from other origins.
 * @param base the gateway's address as the browser knows it
 */
export const frontDoorPage = (name: string, base: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(name)}</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
pre { padding: 0.75rem; overflow-x: auto; border: 1px solid #8888; border-radius: 0.4rem; }
</style>
</head>
<body>
<h1>${escape(name)}</h1>
<p>This is the gateway of a small ride-hailing system. Ride Service owns the rides. Driver Service knows the drivers, and
keeps a copy of the few fields of each ride that it needs all the time; events keep the copy up to date. It asks Ride
Service for the other fields when somebody wants them. The gateway passes requests on to both, and assigns drivers to
rides.</p>
<h2>Look around</h2>
<p>These pages need no token:</p>
<ul>
${LINKS.map(link).join('\n')}
</ul>
<h2>Get a token</h2>
<p>All other requests need one. In the folder of the checkout, this makes one that is good for 12 hours:</p>
<pre>${escape(TOKEN_COMMAND)}</pre>
<p>On the page <a href="/docs">/docs</a>, paste what <code>echo $TOKEN</code> prints after a click on
“Authorize”.</p>
<h2>Ask</h2>
${COMMANDS.map((one) => command(base, one)).join('\n')}
</body>
</html>
`;
