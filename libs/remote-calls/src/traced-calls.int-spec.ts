import { eventually } from '@ride-hailing/testing';
import { SpanRecorder } from '@ride-hailing/testing/spans';
import { status } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod, RpcException } from '@nestjs/microservices';
import { recordingSpan, SpanKind, traceparentOf } from '@ride-hailing/tracing';
import { createEchoClient, type Echo, type EchoClient, EchoServiceDefinition } from '../test/echo-service';
import { openGrpcDoor } from '../test/grpc-door';
import { checkHealth } from '../test/health-client';
import { callUnary } from './call-unary';

const NONE = 'no span';

@Controller()
class EchoController {
  @GrpcMethod('EchoService', 'say')
  say({ text }: Echo): Echo {
    if (text === 'taken') throw new RpcException({ code: status.ALREADY_EXISTS, message: 'Kim has it.' });
    const span = recordingSpan();
    return { text: span ? traceparentOf(span.spanContext()) : NONE };
  }
}

describe('a gRPC call', () => {
  let door: Awaited<ReturnType<typeof openGrpcDoor>>;
  let client: EchoClient;
  let recorder: SpanRecorder;
  const headers = { 'x-request-id': 'req-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` };
  const say = (text: string) =>
    callUnary(client.say.bind(client), { text }, { method: 'EchoService/Say', deadlineMs: 5_000, headers });
  const sides = () =>
    eventually(() => {
      const [server, client] = [SpanKind.SERVER, SpanKind.CLIENT].map((kind) =>
        recorder.spans.find((span) => span.kind === kind),
      );
      return server && client ? { server, client } : undefined;
    });

  beforeAll(async () => {
    const services = { 'test.v1.EchoService': EchoServiceDefinition };
    door = await openGrpcDoor([EchoController], { services, protos: { files: [], root: '' } });
    client = createEchoClient(door.port);
  });
  afterAll(async () => {
    client.close();
    await door.close();
  });
  beforeEach(() => (recorder = SpanRecorder.start('unrecorded')));
  afterEach(() => recorder.stop());
  const record = () => {
    recorder.stop();
    recorder = SpanRecorder.start('recorded');
  };

  it('has a span on both sides in the trace of its caller, and its handler runs in that of the server', async () => {
    record();
    const { text } = await recorder.inRoot('request', () => say('hi'));
    const { server, client } = await sides();
    const root = recorder.spans.find(({ name }) => name === 'request');
    expect(client).toMatchObject({
      name: 'EchoService/Say',
      parentSpanContext: { spanId: root?.spanContext().spanId },
      attributes: { 'rpc.system.name': 'grpc', 'rpc.method': 'EchoService/Say' },
    });
    expect(server).toMatchObject({
      name: 'EchoService/Say',
      parentSpanContext: { spanId: client.spanContext().spanId, isRemote: true },
      attributes: { requestId: 'req-1' },
    });
    expect(text).toBe(traceparentOf(server.spanContext()));
  });

  it('fails on both sides with its status, and not with the message', async () => {
    record();
    await expect(recorder.inRoot('request', () => say('taken'))).rejects.toThrow('Kim has it.');
    const { server, client } = await sides();
    for (const { status } of [server, client]) expect(status).toEqual({ code: 2, message: 'ALREADY_EXISTS' });
  });

  it('has no span in a trace that is not recorded', async () => {
    record();
    expect(await say('hi')).toEqual({ text: NONE });
    expect(recorder.spans).toEqual([]);
  });

  it('has no span when it checks health', async () => {
    record();
    expect(await checkHealth(door.port, '')).toBe('SERVING');
    await recorder.inRoot('request', () => say('hi'));
    await sides();
    expect(recorder.spans.map(({ name }) => name).sort()).toEqual([
      'EchoService/Say',
      'EchoService/Say',
      'request',
    ]);
  });
});
