import { z } from 'zod';
import type { LogLine } from '../page-api';
import { parsedJson } from '../parsed-json';

const LONGEST_TEXT = 2_000;

const pinoSchema = z.looseObject({
  level: z.string(),
  time: z.iso.datetime(),
  msg: z.string().optional(),
});

/** What each line of a service says of itself, which the page shows otherwise or not at all. */
const LEFT_OUT = new Set(['level', 'time', 'msg', 'service', 'pid', 'hostname']);

/** Reads a line of a service's log; Postgres and NATS write plain text. */
export function readLogLine(process: string, line: string): LogLine {
  const parsed = pinoSchema.safeParse(parsedJson(line)).data;
  if (!parsed) return { process, at: null, level: 'info', text: line.slice(0, LONGEST_TEXT) };
  const { level, time, msg = '', ...fields } = parsed;
  const more = Object.entries(fields).filter(([name]) => !LEFT_OUT.has(name));
  const text = [msg, ...(more.length > 0 ? [JSON.stringify(Object.fromEntries(more))] : [])].join(' ');
  return { process, at: Date.parse(time), level, text: text.slice(0, LONGEST_TEXT) };
}
