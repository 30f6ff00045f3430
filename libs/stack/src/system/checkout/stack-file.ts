import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../servers/whole-file';

const processSchema = z.object({
  name: z.string(),
  pid: z.number().nullable(),
  /** Distinguishes the process from a later one with the same pid. */
  mark: z.string().nullable(),
  url: z.string(),
  ready: z.boolean(),
  log: z.string(),
  stopSignal: z.enum(['SIGTERM', 'SIGINT']),
});

const schema = z.object({
  root: z.string(),
  folder: z.string(),
  dataFolder: z.string(),
  portBase: z.number(),
  startedAt: z.string(),
  /** Approaches to sharing data; absent when the services use their default. */
  approaches: z.array(z.string()).optional(),
  /** As `sharedStoresIn` gives them. */
  sharedStores: z.record(z.string(), z.string()).optional(),
  /** True when services and servers have certificates. */
  tls: z.boolean().optional(),
  /** The path of the control API's socket; absent when there is none. */
  controlSocket: z.string().optional(),
  processes: z.array(processSchema),
});

/** The content of `.stack/stack.json` about a running stack. */
export type StackRecord = z.infer<typeof schema>;
export type ProcessRecord = z.infer<typeof processSchema>;

const fileIn = (folder: string) => join(folder, 'stack.json');

/** Undefined when the file is missing or unreadable. */
export function readStackFile(folder: string): StackRecord | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(fileIn(folder), 'utf8')));
  } catch {
    return undefined;
  }
}

export const hasStackFile = (folder: string): boolean => existsSync(fileIn(folder));

/** @throws StackError when it cannot be written */
export const writeStackFile = (folder: string, record: StackRecord): void =>
  replaceFile(fileIn(folder), `${JSON.stringify(record, null, 2)}\n`);
