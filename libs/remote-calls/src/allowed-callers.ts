import {
  type ServerInterceptingCallInterface,
  ServerInterceptingCall,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';
import { X509Certificate } from 'node:crypto';

/** The services that may call each gRPC service, by its full name. Health and reflection are open to all. */
export type AllowedCallers = Readonly<Record<string, readonly string[]>>;

/** Serves a call only when the caller's certificate bears the name of a service that may make it. */
export function allowOnly(callers: AllowedCallers): ServerInterceptor {
  const certificateOf = parsedOnce();
  return ({ path }, call) => {
    const service = path.slice(1, path.lastIndexOf('/'));
    const allowed = callers[service];
    const details = allowed && refusal(certificateOf(call), service, allowed);
    if (!details) return new ServerInterceptingCall(call);
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({ onReceiveMetadata: () => call.sendStatus({ code: status.PERMISSION_DENIED, details }) }),
    });
  };
}

/** Only names of the certificate's own extension count, without placeholders. */
const EXACTLY = { subject: 'never', wildcards: false } as const;

const MOST_KEPT = 100;

/** The certificate of the caller. Parsing takes as long as reading it from the connection, so it is done once for each. */
function parsedOnce(): (call: ServerInterceptingCallInterface) => X509Certificate | undefined {
  const known = new Map<string, X509Certificate>();
  return (call) => {
    const { sslPeerCertificate: shown } = call.getAuthContext();
    if (!shown) return undefined;
    const parsed = known.get(shown.fingerprint256) ?? new X509Certificate(shown.raw);
    if (known.size >= MOST_KEPT) known.clear();
    known.set(shown.fingerprint256, parsed);
    return parsed;
  };
}

function refusal(
  certificate: X509Certificate | undefined,
  service: string,
  allowed: readonly string[],
): string | undefined {
  if (allowed.some((name) => certificate?.checkHost(name, EXACTLY))) return undefined;
  const caller = certificate?.subjectAltName ?? 'nobody known';
  return `${service} may be called by ${allowed.join(' and ')}, not by ${caller}`;
}
