import { prefersHtml } from './prefers-html';

describe('the front door', () => {
  it.each([
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
    'text/html',
    'Text/HTML; charset=utf-8',
    'text/html, application/json',
    'application/json;q=0.5, text/html;q=0.9',
  ])('shows a page to a caller that accepts %s', (accept) => expect(prefersHtml(accept)).toBe(true));

  it.each([
    undefined,
    '',
    '*/*',
    'application/json',
    'application/json, text/plain, */*',
    'application/json, text/html',
    'text/html;q=0.5, application/json',
    'text/html;q=0',
    'text/html;q=much',
    'text/*',
    ',;q=,',
  ])('gives JSON to a caller that accepts %s', (accept) => expect(prefersHtml(accept)).toBe(false));
});
