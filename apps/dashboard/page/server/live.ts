import { computed, signal } from '@preact/signals';
import type { System } from '@ride-hailing/contracts';
import type { DriversFrame, LiveEvent, LiveRide, PageFacts, Rates, Shadow } from '../../src/page-api';
import { bandsWith, type FaultBand, type Past, remembered } from './history';
import { problemIn, request } from './requests';

/**
 * `no-key`: the server refuses this browser until it opens the printed address; `away`: the server does not answer, and
 * everything shown is from `since`.
 */
export type Connection =
  { readonly state: 'connecting' | 'live' | 'no-key' } | { readonly state: 'away'; readonly since: number };

export const connection = signal<Connection>({ state: 'connecting' });
export const facts = signal<PageFacts | null>(null);
/** Null until known, where there is no control API, and while it does not answer. */
export const system = signal<System | null>(null);
export const rates = signal<Rates | null>(null);
export const drivers = signal<DriversFrame | null>(null);
export const rides = signal<readonly LiveRide[]>([]);
export const shadow = signal<Shadow | null>(null);
export const history = signal<readonly Past[]>([]);
export const bands = signal<readonly FaultBand[]>([]);
/** True where there is a control API that does not answer now. */
export const controlAway = computed(
  () => facts.value?.readOnly === false && system.value === null && heard.value,
);
/** True when neither faults nor rates nor tours can be ordered now. */
export const isReadOnly = computed(() => system.value === null);

/** Whether the server has said how the system is, since this page was opened. */
const heard = signal(false);

const TRY_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 4_000;
/** Rates arrive every second: a connection without any event for this long is dead. */
const SILENT_FOR_MS = 8_000;

function take(event: LiveEvent): void {
  switch (event.type) {
    case 'system':
      heard.value = true;
      system.value = event.system;
      bands.value = bandsWith(bands.value, event.system?.faults ?? [], event.at);
      return;
    case 'rates':
      rates.value = event.rates;
      history.value = remembered(history.value, event.at, event.rates);
      return;
    case 'drivers':
      drivers.value = event.drivers;
      return;
    case 'rides':
      rides.value = event.rides;
      return;
    case 'shadow':
      shadow.value = event.shadow;
  }
}

/** Resolves when the stream has ended or fallen silent. */
function follow(): Promise<void> {
  return new Promise((resolve) => {
    const stream = new EventSource('/api/live');
    const end = () => {
      clearTimeout(timer);
      stream.close();
      resolve();
    };
    let timer = setTimeout(end, SILENT_FOR_MS);
    stream.onmessage = ({ data }: MessageEvent<string>) => {
      clearTimeout(timer);
      timer = setTimeout(end, SILENT_FOR_MS);
      if (connection.value.state !== 'live') connection.value = { state: 'live' };
      take(JSON.parse(data) as LiveEvent);
    };
    stream.onerror = end;
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sets `facts`, or the state of the connection that says why they could not be read. */
async function readFacts(): Promise<boolean> {
  try {
    facts.value = await request<PageFacts>('GET', 'page', { withinMs: ANSWER_WITHIN_MS });
    return true;
  } catch (error) {
    const { status } = problemIn(error);
    if (status === 401 || status === 403) connection.value = { state: 'no-key' };
    else if (connection.value.state !== 'away')
      connection.value = { state: 'away', since: performance.timeOrigin + performance.now() };
    return false;
  }
}

/** Follows the server for as long as the page is open, and connects again when the server comes back. */
export async function listen(): Promise<never> {
  for (;;) {
    if (await readFacts()) await follow();
    await pause(TRY_EVERY_MS);
  }
}
