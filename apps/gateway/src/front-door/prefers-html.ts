/** Whether an Accept header prefers HTML to JSON. Browsers name text/html; wildcards and no header at all mean JSON. */
export function prefersHtml(accept = ''): boolean {
  const ranges = accept.split(',').map((range, index) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, quality: quality === undefined ? 1 : Number(quality), index };
  });
  const html = ranges.find(({ type }) => type === 'text/html');
  if (!html || !(html.quality > 0)) return false;
  const json = ranges.find(({ type }) => type === 'application/json');
  if (!json || json.quality < html.quality) return true;
  return json.quality === html.quality && html.index < json.index;
}
