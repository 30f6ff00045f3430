import { stepOutcomeSchema, tourRunSchema, tourSchema, tourTitlesSchema } from '@ride-hailing/contracts';
import { eventually } from '@ride-hailing/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tourRoutes } from './tour-routes';

const page = (...parts: string[]): string => parts.join('\n\n').replaceAll("'''", '```');
const FIRST_COMMAND = 'DRIVER=d-7; echo localhost:7101 $STACK_FOLDER $(node -p process.version)';
const FIRST = page(
  '# First',
  'It counts.',
  '## Set up',
  `'''sh\n${FIRST_COMMAND.replace('7101', '3001')}\n'''`,
  "'''text\n<any text> <any text> <any text>\n'''",
  '<!-- page: one-answer -->',
  `'''sh\necho x >> $STACK_FOLDER/tried; wc -l < $STACK_FOLDER/tried\n'''`,
  "'''text\n2\n'''",
  'The end.',
);
const SLOW = page(
  '# Slow',
  "'''sh\necho $$ > $STACK_FOLDER/pid; sleep 1000\n'''",
  'Within 100 seconds:',
  "'''text\n1\n'''",
);
const ALL = page(
  '# All',
  'Run `npm start -- --approaches all`.',
  "'''sh\ntrue\n'''",
  'It prints nothing.',
  'Then:',
  "'''sh\nexit 3\n'''",
  'It prints nothing.',
);

describe('the tours of the control API', () => {
  let folder: string;
  let server: FastifyInstance;
  const approaches = ['hybrid'];

  async function call(method: 'GET' | 'POST' | 'DELETE', url: string): Promise<[number, unknown]> {
    const response = await server.inject({ method, url });
    return [response.statusCode, response.body === '' ? undefined : response.json()];
  }
  const refused = async (method: 'GET' | 'POST' | 'DELETE', url: string): Promise<unknown> => {
    const [status, answer] = await call(method, url);
    return [status, (answer as { message: string }).message];
  };
  const begin = async (tour: string): Promise<string> => {
    const [, answer] = await call('POST', `/tours/${tour}/runs`);
    return tourRunSchema.parse(answer).run;
  };
  const take = async (run: string, number: number) => {
    const [, answer] = await call('POST', `/tours/runs/${run}/steps/${number}`);
    return stepOutcomeSchema.parse(answer);
  };
  const typed = async (): Promise<number> => {
    await eventually(() => existsSync(join(folder, 'pid')));
    return eventually(() => Number(readFileSync(join(folder, 'pid'), 'utf8')) || undefined);
  };
  const isThere = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ride-hailing-tours-'));
    const pages = join(folder, 'pages');
    mkdirSync(join(pages, 'ko'), { recursive: true });
    for (const [name, text] of Object.entries({ '1-first': FIRST, '2-slow': SLOW, '3-all': ALL })) {
      writeFileSync(join(pages, `${name}.md`), text);
    }
    writeFileSync(join(pages, 'ko', '1-first.md'), FIRST.replace('# First', '# 첫째'));
    approaches.splice(1);
    server = fastify();
    tourRoutes(server, { folder, portBase: 7_100, approaches }, pages);
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it('shows the tours and their steps, with the ports of this system', async () => {
    const [, titles] = await call('GET', '/tours?language=en');
    expect(tourTitlesSchema.parse(titles).tours).toEqual([
      { name: '1-first', title: 'First', needsAllApproaches: false },
      { name: '2-slow', title: 'Slow', needsAllApproaches: false },
      { name: '3-all', title: 'All', needsAllApproaches: true },
    ]);
    const [, answer] = await call('GET', '/tours/1-first');
    expect(tourSchema.strict().parse(answer)).toMatchObject({
      ...{ name: '1-first', title: 'First', introduction: 'It counts.', ending: 'The end.' },
      steps: [
        { number: 1, heading: 'Set up', commands: FIRST_COMMAND, view: null },
        { number: 2, expected: { language: 'text', body: '2' }, view: 'one-answer' },
      ],
    });
    expect(await call('GET', '/tours/1-first?language=ko')).toEqual([
      200,
      expect.objectContaining({ title: '첫째' }),
    ]);
  });

  it('types the steps in their order, tells what differs, and tries a step again that failed', async () => {
    const run = await begin('1-first');
    const first = await take(run, 1);
    expect(first).toMatchObject({ mismatch: null, variables: { DRIVER: 'd-7' } });
    expect(first.output).toBe(`localhost:7101 ${folder} ${process.version}\n`);
    expect(await take(run, 2)).toMatchObject({ output: '1\n', mismatch: 'no line "2"' });
    expect(await take(run, 2)).toMatchObject({ output: '2\n', mismatch: null });
    expect(await refused('POST', `/tours/runs/${run}/steps/2`)).toEqual([
      409,
      'all steps of this tour have been taken',
    ]);
  });

  it('takes one step at a time, and ends with the server', async () => {
    const run = await begin('2-slow');
    const outcome = take(run, 1);
    const pid = await typed();
    expect(await refused('POST', `/tours/runs/${run}/steps/1`)).toEqual([409, 'step 1 is being taken']);
    await server.close();
    await outcome.catch(() => undefined);
    await eventually(() => !isThere(pid));
  });

  it.each([
    ['another one begins', (run: string) => begin('1-first').then(() => run)],
    ['a client ends it', (run: string) => call('DELETE', `/tours/runs/${run}`)],
  ])('ends a run when %s', async (_, end) => {
    const run = await begin('2-slow');
    const outcome = take(run, 1);
    const pid = await typed();
    await end(run);
    await eventually(() => !isThere(pid));
    expect((await outcome).mismatch).toContain('failed');
    const ended = [404, 'this run of a tour has ended: begin the tour again'];
    expect(await refused('POST', `/tours/runs/${run}/steps/1`)).toEqual(ended);
    expect(await refused('DELETE', `/tours/runs/${run}`)).toEqual(ended);
  });

  it('says when the terminal has ended', async () => {
    approaches.push('sync-api');
    const run = await begin('3-all');
    await take(run, 1);
    expect((await take(run, 2)).mismatch).toBe('a command failed with status 3');
    expect(await refused('POST', `/tours/runs/${run}/steps/2`)).toEqual([
      409,
      'the terminal of this tour has ended: begin the tour again',
    ]);
  });

  const TOURS = 'tours are 1-first, 2-slow, 3-all';
  it.each([
    ['GET', '/tours?language=xx', 400, 'there is no language "xx"; languages are en, ko'],
    ['GET', '/tours/4-none', 404, `there is no tour "4-none"; ${TOURS}`],
    ['GET', '/tours/..%2F..%2Fpasswd', 404, `there is no tour "../../passwd"; ${TOURS}`],
    ['GET', '/tours/2-slow?language=ko', 404, 'the tour 2-slow is not there in the language "ko"'],
    ['POST', '/tours/4-none/runs', 404, `there is no tour "4-none"; ${TOURS}`],
    [
      'POST',
      '/tours/3-all/runs',
      409,
      '3-all needs a system that was started by npm start -- --approaches all',
    ],
    ['POST', '/tours/runs/none/steps/1', 404, 'this run of a tour has ended: begin the tour again'],
  ] as const)('refuses %s %s, and says why', async (method, url, status, reason) => {
    expect(await refused(method, url)).toEqual([status, reason]);
  });

  it.each([
    ['0', 400, '"0" is no number of a step'],
    ['rm', 400, '"rm" is no number of a step'],
    ['2', 409, 'step 1 comes now, not 2'],
  ])('refuses step %s before the first one', async (number, status, reason) => {
    const run = await begin('1-first');
    expect(await refused('POST', `/tours/runs/${run}/steps/${number}`)).toEqual([status, reason]);
  });
});
