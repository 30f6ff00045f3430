import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { whatToTry } from './what-to-try';

const RIDE = { status: 'IN_PROGRESS', version: 3 };
const SIMULATOR = { drivers: 20, ridesPerSecond: 1 };

describe('the commands that npm start prints', () => {
  /** The gateway's answers, one after another; the last one again and again. */
  let answers: object[];
  let asked: string[];
  let server: Server;
  let gateway: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      response.end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    asked = [];
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const commands = (options: Parameters<typeof whatToTry>[1]): Promise<string[]> =>
    whatToTry({ gateway, token: 'x' }, options, new AbortController().signal);

  it('prints the commands only once the driver in them is on a ride whose details are available', async () => {
    answers = [
      { ride: null, details: null },
      { ride: RIDE, details: null },
      { ride: RIDE, details: { riderName: 'Kim' } },
    ];
    const printed = await commands({ simulator: SIMULATOR });
    expect(asked).toEqual(Array.from({ length: 3 }, () => '/drivers/d-1/current-ride'));
    expect(printed.filter((line) => line.includes('/drivers/d-1/current-ride'))).toHaveLength(2);
  });

  it('prints the commands at once when there is no simulator, or one without rides', async () => {
    answers = [{ ride: null, details: null }];
    await commands({ simulator: false });
    await commands({ simulator: { ...SIMULATOR, ridesPerSecond: 0 } });
    expect(asked).toEqual([]);
  });
});
