describe('the command line', () => {
  it('loads neither gRPC nor an HTTP server, each of which takes a tenth of a second of every command', () => {
    for (const name of ['@grpc/grpc-js', 'fastify']) {
      jest.doMock(name, () => {
        throw new Error(`${name} was loaded`);
      });
    }
    expect(() => jest.requireActual<object>('./main')).not.toThrow();
  });
});
