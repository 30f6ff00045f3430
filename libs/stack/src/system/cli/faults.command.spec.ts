import { faultOrder } from './faults.command';

describe('npm run faults -- add', () => {
  it.each([
    ['frozen ride-service', { for: '20' }, { kind: 'frozen', process: 'ride-service', forSeconds: 20 }],
    ['killed nats', {}, { kind: 'killed', process: 'nats' }],
    [
      'link driver-service ride-service slow',
      { latency: '300' },
      { kind: 'link', from: 'driver-service', to: 'ride-service', effect: 'slow', latencyMs: 300 },
    ],
    [
      'updates',
      { duplicates: '0.2', 'out-of-order': '1' },
      { kind: 'updates', duplicates: 0.2, outOfOrder: 1 },
    ],
  ])('orders %s with the options %j', (words, values, order) => {
    expect(faultOrder(words.split(' '), values)).toEqual(order);
  });

  it.each([
    ['', {}, 'One of frozen, killed, link, updates, not ""'],
    ['frozen', {}, 'add frozen <process>'],
    ['link gateway nats', {}, 'add link <from> <to> <effect>'],
    ['killed nats', { latency: '3' }, '--latency is not for killed, which takes --for'],
    ['updates', { latency: '3' }, 'takes --for, --duplicates, --out-of-order, --invalid'],
    ['updates', { invalid: 'some' }, '--invalid must be a number, not "some"'],
  ])('refuses "%s" with the options %j, and says what is allowed', (words, values, reason) => {
    expect(() => faultOrder(words.split(' '), values)).toThrow(reason);
  });
});
