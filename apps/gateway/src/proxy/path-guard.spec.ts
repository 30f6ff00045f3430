import { isPlainPath } from './path-guard';

describe('the guard of paths', () => {
  it.each([
    '/rides',
    '/rides/0199f3a2-7c1e-7000-8000-0123456789ab',
    '/rides/r_1/assign',
    '/drivers?ids=d-1,d-2&details=true',
    '/drivers/d-1/current-ride?back=/../metrics',
  ])('passes %s on', (url) => {
    expect(isPlainPath(url)).toBe(true);
  });

  it.each([
    '//rides',
    '/rides//x',
    '/rides/',
    '/rides/.',
    '/rides/../metrics',
    '/rides/..;/metrics',
    '/rides/%2e%2e/metrics',
    '/rides/%2E%2E%2Fmetrics',
    '/rides%2f..%2fmetrics',
    '/rides/..%5cmetrics',
    '/rides/..\\metrics',
    '/rides/%252e%252e/metrics',
    '/rides/a%00b',
    '/rides/a;b',
    '/rides/ä',
    'http://elsewhere/rides',
    '*',
    '',
    `/rides/${'a'.repeat(600)}`,
  ])('refuses %s', (url) => {
    expect(isPlainPath(url)).toBe(false);
  });
});
