import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares digests, so that neither the time nor the length says how much of a guess was right. */
const isSame = (given: string | undefined, wanted: string): boolean =>
  given !== undefined && timingSafeEqual(digest(given), digest(wanted));

/** The key in the page's address, and the cookie that stands for it afterwards. */
export class EntryKey {
  private readonly cookieValue: string;

  constructor(private readonly key: string) {
    // A cookie that is seen somewhere does not show the key.
    this.cookieValue = digest(`cookie of ${key}`).toString('base64url');
  }

  opensWith(key: unknown): boolean {
    return typeof key === 'string' && isSame(key, this.key);
  }

  isKnownTo(request: Asking): boolean {
    const name = cookieName(request);
    const sent = (request.headers.cookie ?? '').split(';').map((one) => one.trim().split('=', 2));
    return isSame(sent.find(([sentName]) => sentName === name)?.[1], this.cookieValue);
  }

  /** The header that sets the cookie. Scripts cannot read it, and browsers send it with requests of the page alone. */
  cookieFor(request: Asking): string {
    return `${cookieName(request)}=${this.cookieValue}; Path=/; HttpOnly; SameSite=Strict`;
  }
}

interface Asking {
  readonly headers: { readonly cookie?: string };
  readonly socket: { readonly localPort?: number };
}

/** Browsers share cookies between the ports of a host, and two systems may run on one machine. */
const cookieName = ({ socket }: Asking): string => `dashboard-${socket.localPort ?? 0}`;
