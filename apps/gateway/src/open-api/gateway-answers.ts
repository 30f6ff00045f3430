import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_CONTENT } from '@ride-hailing/service-kit';

type Operation = Readonly<Record<string, unknown>> & { readonly responses?: object };

const answer = (description: string) => ({ description, content: PROBLEM_CONTENT });

/** Every request counts towards the rate limit. */
const COUNTED = {
  429: {
    ...answer('Problem details: this caller has asked here too often'),
    headers: {
      'Retry-After': { description: 'Seconds until the next request is taken', schema: { type: 'integer' } },
    },
  },
};
const PASSED_ON = {
  ...COUNTED,
  502: answer('Problem details: the service broke off, or answered with what is no HTTP'),
  504: answer('Problem details: the service did not answer in time'),
};

/**
 * Adds the gateway's own responses to a merged document: 429 to every operation, 502 and 504 to those that it passes
 * on. Responses that an operation already describes stay.
 * @param own the gateway's own document: operations that are not in it are passed on
 */
export function withGatewayAnswers(whole: OpenAPIObject, own: OpenAPIObject): OpenAPIObject {
  const paths = Object.entries(whole.paths).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(item as Record<string, Operation>).map(([method, operation]) => {
        const added = method in (own.paths[path] ?? {}) ? COUNTED : PASSED_ON;
        return [method, { ...operation, responses: { ...added, ...operation.responses } }];
      }),
    ),
  ]);
  return { ...whole, paths: Object.fromEntries(paths) as OpenAPIObject['paths'] };
}
