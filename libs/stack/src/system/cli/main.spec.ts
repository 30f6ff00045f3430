describe('the command line', () => {
  it('loads no gRPC, which takes a tenth of a second of every command', () => {
    jest.doMock('@grpc/grpc-js', () => {
      throw new Error('gRPC was loaded');
    });
    expect(() => jest.requireActual<object>('./main')).not.toThrow();
  });
});
