import { Metadata, type ServerInterceptingCallInterface, status } from '@grpc/grpc-js';
import { EchoServiceDefinition } from '../test/echo-service';
import { type CallEnded, RemoteCallEvents } from './remote-call-events';
import { createServerInterceptor } from './server-interceptor';

/** A call that arrives with so much time left, up to the moment when its handler would begin. */
function arrive(leftMs: number) {
  const ended: CallEnded[] = [];
  const begin = jest.fn();
  const sendStatus = jest.fn();
  const call = {
    getDeadline: () => Date.now() + leftMs,
    sendStatus,
    start: (listener: Parameters<ServerInterceptingCallInterface['start']>[0]) => {
      listener.onReceiveMetadata(new Metadata());
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
  return { begin, sendStatus, ended };
}

describe('createServerInterceptor', () => {
  it('leaves the work undone whose deadline passed while it waited, and says so', () => {
    const { begin, sendStatus, ended } = arrive(-1);
    expect(begin).not.toHaveBeenCalled();
    expect(sendStatus).toHaveBeenCalledWith(expect.objectContaining({ code: status.DEADLINE_EXCEEDED }));
    expect(ended).toMatchObject([{ method: 'EchoService/Say', side: 'server', code: 'DEADLINE_EXCEEDED' }]);
  });

  it('begins the work that is in time', () => {
    const { begin, sendStatus, ended } = arrive(1_000);
    expect(begin).toHaveBeenCalledTimes(1);
    expect(sendStatus).not.toHaveBeenCalled();
    expect(ended).toEqual([]);
  });
});
