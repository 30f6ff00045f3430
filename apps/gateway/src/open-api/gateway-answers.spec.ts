import type { OpenAPIObject } from '@nestjs/swagger';
import { withGatewayAnswers } from './gateway-answers';

const documentOf = (paths: object) => ({ openapi: '3.0.0', paths }) as unknown as OpenAPIObject;
const operation = (responses: object) => ({ operationId: 'one', responses });
const unreached = { description: 'Ride Service did not show the ride in time' };
const own = { '/rides/{id}': { post: operation({ 200: {}, 504: unreached }) } };

describe('what the gateway itself answers', () => {
  const { paths } = withGatewayAnswers(
    documentOf({
      '/rides/{id}': { ...own['/rides/{id}'], get: operation({ 200: {} }) },
      '/drivers': { get: operation({ 200: {}, 503: {} }) },
    }),
    documentOf(own),
  );
  const statusesOf = (path: string, method: 'get' | 'post') =>
    Object.keys(paths[path]?.[method]?.responses ?? {});

  it('adds 429 to every operation, and 502 and 504 to those that are passed on', () => {
    expect(statusesOf('/rides/{id}', 'get')).toEqual(['200', '429', '502', '504']);
    expect(statusesOf('/drivers', 'get')).toEqual(['200', '429', '502', '503', '504']);
    expect(statusesOf('/rides/{id}', 'post')).toEqual(['200', '429', '504']);
  });

  it('keeps the responses that an operation already describes', () => {
    expect(paths['/rides/{id}']?.post?.responses?.['504']).toEqual(unreached);
    expect(paths['/drivers']?.get?.operationId).toBe('one');
  });

  it('describes the added responses as problem details', () => {
    expect(paths['/drivers']?.get?.responses?.['504']).toMatchObject({
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
    });
  });
});
