import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_CONTENT } from '@ride-hailing/service-kit';

type Operation = Readonly<Record<string, unknown>> & { readonly responses?: object };

const answer = (description: string) => ({ description, content: PROBLEM_CONTENT });

/** Every request is counted. */
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
 * Adds to the document of all that the gateway offers what the gateway itself may answer: to every request that there were
 * too many, to those that it passes on that their service gave no answer. What an operation says already stays.
 * @param own the gateway's own document: what is not in it is passed on
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
