import { createServer } from 'node:net';
import { once } from 'node:events';
import { HOST, PORT_OFFSETS, reservePortBlock, takenPorts } from './port-block';

describe('free ports', () => {
  it('reserves ports below the ephemeral range and apart from the standard ports', async () => {
    const block = await reservePortBlock();
    const ports = Object.values(PORT_OFFSETS).map((offset) => block.base + offset);
    expect(Math.max(...ports)).toBeLessThan(32_768);
    expect(ports).not.toContain(5432);
    expect(ports).not.toContain(4222);
    expect(await takenPorts(ports)).toEqual([]);
    await block.release();
  });

  it('never gives the same ports twice while they are reserved, even before anything listens on them', async () => {
    const blocks = await Promise.all(Array.from({ length: 40 }, () => reservePortBlock()));
    expect(new Set(blocks.map(({ base }) => base)).size).toBe(40);
    await Promise.all(blocks.map((block) => block.release()));
  });

  it('tells free ports from taken ones', async () => {
    const server = createServer().listen(0, HOST);
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expect(await takenPorts([port])).toEqual([port]);
    server.close();
  });
});
