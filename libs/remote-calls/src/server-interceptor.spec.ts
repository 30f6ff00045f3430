import { Metadata, type ServerInterceptingCallInterface, status } from '@grpc/grpc-js';
import { EchoServiceDefinition } from '../test/echo-service';
import { type CallEnded, RemoteCallEvents } from './remote-call-events';
import { createServerInterceptor } from './server-interceptor';
import { remainingMs } from './still-wanted';

/** A call that arrives with this much time left, up to the moment when its handler would begin. */
function arrive(leftMs: number, stepMs = 0) {
  const ended: CallEnded[] = [];
  const begin = jest.fn();
  const sendStatus = jest.fn();
  const metadata = new Metadata();
  const deadline = Date.now() + leftMs;
  const call = {
    getDeadline: () => deadline,
    sendStatus,
    start: (listener: Parameters<ServerInterceptingCallInterface['start']>[0]) => {
      listener.onReceiveMetadata(metadata);
      jest.setSystemTime(Date.now() + stepMs);
      listener.onReceiveHalfClose();
    },
  } as unknown as ServerInterceptingCallInterface;
  const intercept = createServerInterceptor({
    events: new RemoteCallEvents().on('call', (event) => ended.push(event)),
  });
  intercept(EchoServiceDefinition.say, call).start({
    onReceiveMetadata: () => undefined,
    onReceiveMessage: () => undefined,
    onReceiveHalfClose: begin,
    onCancel: () => undefined,
  });
  const left = () => remainingMs({ cancelled: false, getDeadline: () => deadline, metadata });
  return { begin, sendStatus, ended, left };
}

describe('createServerInterceptor', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('skips work whose deadline passed while it waited, and reports that', () => {
    const { begin, sendStatus, ended } = arrive(-1);
    expect(begin).not.toHaveBeenCalled();
    expect(sendStatus).toHaveBeenCalledWith(expect.objectContaining({ code: status.DEADLINE_EXCEEDED }));
    expect(ended).toMatchObject([{ method: 'EchoService/Say', side: 'server', code: 'DEADLINE_EXCEEDED' }]);
  });

  it('begins work that is in time', () => {
    const { begin, sendStatus, ended } = arrive(1_000);
    expect(begin).toHaveBeenCalledTimes(1);
    expect(sendStatus).not.toHaveBeenCalled();
    expect(ended).toEqual([]);
  });

  it.each([-3_600_000, 3_600_000])(
    "keeps a call's remaining time when the wall clock is set by %i ms meanwhile",
    (stepMs) => {
      const { begin, left } = arrive(1_000, stepMs);
      expect(begin).toHaveBeenCalledTimes(1);
      jest.advanceTimersByTime(400);
      expect(left()).toBe(600);
    },
  );
});
