import { headers, type MsgHdrs } from 'nats';

export function natsHeaders(values: Readonly<Record<string, string>>): MsgHdrs {
  const made = headers();
  for (const [name, value] of Object.entries(values)) made.append(name, value);
  return made;
}
