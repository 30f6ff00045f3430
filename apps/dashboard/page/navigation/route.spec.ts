import { addressOf, routeOf } from './route';

describe('routes of the page', () => {
  it('a route names its view and parameters', () => {
    expect(routeOf('#/one-answer?driver=d-1&cache=ttl')).toEqual({
      view: 'one-answer',
      rest: '',
      parameters: { driver: 'd-1', cache: 'ttl' },
    });
    expect(routeOf('#/tours/2-a%20b')).toEqual({ view: 'tours', rest: '2-a b', parameters: {} });
  });

  it.each(['', '#', '#/', '#/nothing', '#live'])('the address %p shows Live', (hash) => {
    expect(routeOf(hash).view).toBe('live');
  });

  it('a broken escape in the address is taken as it stands', () => {
    expect(routeOf('#/tours/%E0%A4%A').rest).toBe('%E0%A4%A');
  });

  it('the address of a view is read as the same view', () => {
    const address = addressOf('one-request', { trace: 'a b&c', driver: undefined });
    expect(address).toBe('#/one-request?trace=a+b%26c');
    expect(routeOf(address).parameters).toEqual({ trace: 'a b&c' });
  });
});
