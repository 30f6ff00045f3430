import { requestContext } from '../context/request-context';
import { type Identity } from '../context/identity';

/**
 * Who makes the request that is being worked on.
 * @throws Error outside of a request, and in one that needed no token
 */
export function identity(): Identity {
  const known = requestContext()?.identity;
  if (known) return known;
  throw new Error('Nobody was identified here: is the route marked with @Public()?');
}
