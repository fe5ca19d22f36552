import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Docker from 'dockerode';
import { Images } from '../../../src/docker/images';

/**
 * An engine that cannot find one of its images while it lists them. A fake, since a containerd store does so only now and
 * then; these are its words.
 */
const WORDS = 'failed to read config content: content digest sha256:ccba56: not found';

describe('a list of images that one goes from meanwhile', () => {
  let engine: Server;

  beforeAll(async () => {
    engine = createServer((_, answer) => {
      answer.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ message: WORDS }));
    });
    await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => new Promise((resolve) => engine.close(resolve)));

  it('fails like an engine that is worth asking again, and not like one that lacks something', async () => {
    const { port } = engine.address() as AddressInfo;
    const images = new Images(new Docker({ protocol: 'http', host: '127.0.0.1', port }));
    const error: unknown = await images.list({ label: ['any'] }).catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ status: 500 });
    expect(String(error)).toContain(WORDS);
  });
});
