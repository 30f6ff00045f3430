import { BadRequestException, HttpException } from '@nestjs/common';
import { ZodValidationException } from 'nestjs-zod';
import { z } from 'zod';
import { ConflictProblem, NotFoundProblem } from './domain.errors';
import { toProblem } from './problem-details';

describe('toProblem', () => {
  it('shows the caller the detail of a domain error', () => {
    expect(toProblem(new ConflictProblem('The ride is COMPLETED.'), 'req-1')).toEqual({
      details: {
        type: 'about:blank',
        title: 'Conflict',
        status: 409,
        detail: 'The ride is COMPLETED.',
        requestId: 'req-1',
      },
      unexpected: false,
      retryAfterSeconds: undefined,
    });
    expect(toProblem(new NotFoundProblem('No such ride.'), 'r').details.status).toBe(404);
  });

  it('adds the members of a kind of problem, which cannot replace the standard ones', () => {
    class TakenProblem extends ConflictProblem {
      override readonly members = { driver: 'd-1', status: 200 };
    }
    const { details } = toProblem(new TakenProblem('Driver d-1 is taken.'), 'r');
    expect(details).toMatchObject({ status: 409, driver: 'd-1' });
    expect(Object.keys(details)[0]).toBe('type');
  });

  it('gives a message per field for invalid input', () => {
    const schema = z.strictObject({
      pickup: z.object({ lat: z.number().max(90) }),
      stops: z.array(z.string()),
    });
    const { error } = schema.safeParse({ pickup: { lat: 91 }, stops: ['a', 3], fare: 1 });
    const { details } = toProblem(new ZodValidationException(error), 'r');
    expect(details.status).toBe(400);
    expect(details.errors?.map(({ field }) => field).sort()).toEqual(['fare', 'pickup.lat', 'stops[1]']);
    expect(details.errors?.every(({ message }) => message.length > 0)).toBe(true);
  });

  it('hides an unexpected error from the caller', () => {
    const problem = toProblem(new Error('password=hunter2 at /srv/app.js:3'), 'req-9');
    expect(problem.unexpected).toBe(true);
    expect(problem.details).toMatchObject({ status: 500, requestId: 'req-9' });
    expect(JSON.stringify(problem.details)).not.toMatch(/hunter2|app\.js/);
  });

  it('hides a ZodError that did not come from the input', () => {
    const { error } = z.object({ internal: z.string() }).safeParse({});
    expect(toProblem(error, 'r')).toMatchObject({ details: { status: 500 }, unexpected: true });
  });

  it('answers 503 with the time of a retry during an outage of the database', () => {
    const problem = toProblem(
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      'r',
    );
    expect(problem).toMatchObject({ details: { status: 503 }, retryAfterSeconds: 1, unexpected: false });
    expect(problem.details.detail).not.toContain('ECONNREFUSED');
  });

  it('does not quote the body or the query string', () => {
    const malformed = new BadRequestException(`Unexpected token 's', "secret" is not valid JSON`);
    expect(toProblem(malformed, 'r').details.detail).toBe('The body is not valid JSON.');
    expect(toProblem(new HttpException('Cannot GET /x?phone=010', 404), 'r').details.detail).not.toContain(
      '010',
    );
  });

  it('hides the message of an HTTP exception of 500 and above', () => {
    expect(toProblem(new HttpException('upstream 10.0.0.7 refused', 502), 'r').details.detail).toBe(
      'Bad Gateway',
    );
  });
});
