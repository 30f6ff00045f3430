import { UpdateSender } from './update-sender';

interface Flight {
  readonly subject: string;
  readonly land: (acked: boolean) => void;
}

const aSender = (mostInFlight: number) => {
  const flights: Flight[] = [];
  const failures: unknown[] = [];
  const publish = (subject: string) =>
    new Promise<void>((resolve, reject) => {
      const land = (acked: boolean) => (acked ? resolve() : reject(new Error('down')));
      flights.push({ subject, land });
    });
  const sender = new UpdateSender({ publish }, mostInFlight, (error) => failures.push(error));
  return { sender, flights, failures };
};
const message = (subject: string) => ({ subject, data: new Uint8Array() });

describe('the sender of updates', () => {
  it('skips updates beyond the bound, and sends again when fewer are in flight', async () => {
    const { sender, flights } = aSender(2);
    for (const subject of ['a', 'b', 'c']) sender.offer(message(subject));
    expect(flights.map(({ subject }) => subject)).toEqual(['a', 'b']);
    flights.forEach(({ land }) => land(true));
    await sender.drained();
    sender.offer(message('d'));
    expect(flights.at(-1)?.subject).toBe('d');
    expect(sender.counts).toEqual({ acked: 2, failed: 0, skipped: 1 });
  });

  it('waits until fewer are in flight to send what must not be skipped', async () => {
    const { sender, flights } = aSender(1);
    sender.offer(message('a'));
    const second = sender.sendWithRoom(message('b'));
    expect(flights).toHaveLength(1);
    flights[0]?.land(true);
    await second;
    expect(flights.map(({ subject }) => subject)).toEqual(['a', 'b']);
  });

  it('counts and reports unacknowledged updates, and goes on', async () => {
    const { sender, flights, failures } = aSender(5);
    sender.offer(message('a'));
    sender.offer(message('b'));
    flights[0]?.land(false);
    flights[1]?.land(true);
    await sender.drained();
    expect(sender.counts).toEqual({ acked: 1, failed: 1, skipped: 0 });
    expect(failures).toHaveLength(1);
  });
});
