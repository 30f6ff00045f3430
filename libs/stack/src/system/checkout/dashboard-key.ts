import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { KeptFile } from '../../servers/kept-file';

/** The key in the address of the page. It is kept, so that an open page survives a restart. */
export const DASHBOARD_KEY = new KeptFile<{ readonly key: string }>('dashboard-key.json', {
  make: () => ({ key: randomBytes(24).toString('base64url') }),
  parse: (json) => z.object({ key: z.string().min(16) }).parse(json),
  remedy: 'remove it, and a new key is made',
});
