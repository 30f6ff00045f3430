import type { Kind } from '../kinds';
import { badAddresses } from './bad-addresses';
import { badBodies } from './bad-bodies';
import { badCallers } from './bad-callers';
import { badCommands } from './bad-commands';
import { badFraming } from './bad-framing';
import { badQueries } from './bad-queries';
import { badRequestLines } from './bad-request-lines';
import type { BadRequest, HttpWorld } from './http-doors';

/** All kinds of bad HTTP requests. */
export const badRequests = (world: HttpWorld): readonly Kind<BadRequest>[] =>
  [badRequestLines, badFraming, badAddresses, badQueries, badCallers, badBodies, badCommands].flatMap(
    (kindsOf) => kindsOf(world),
  );
