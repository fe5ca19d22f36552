// Runs in a network namespace of its own, which lasts as long as this process. Asked for a port, it listens there on the
// namespace's loopback and hands the listening socket over: a socket stays in the network in which it was made.
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';

execFileSync('ip', ['link', 'set', 'lo', 'up']);
process.on('message', (port) => {
  const server = createServer();
  // Our own copy of the socket would take connections that nobody serves.
  server.listen(port, '127.0.0.1', () => process.send(port, server, () => server.close()));
});
// Whoever has started this has ended, however it did.
process.on('disconnect', () => process.exit());
process.send('ready');
