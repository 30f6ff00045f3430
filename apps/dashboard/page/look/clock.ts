import { signal } from '@preact/signals';

/** Epoch ms, twice a second: the pace of everything on the page that counts. */
export const now = signal(Date.now());

setInterval(() => (now.value = Date.now()), 500);
