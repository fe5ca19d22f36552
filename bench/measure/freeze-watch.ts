import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { z } from 'zod';
import { mustExec } from '../common/container-exec';

/** In memory, so that it is in no snapshot. */
const END_FILE = '/dev/shm/holdfast-bench-end';
/** The number of `clock_gettime`: a minimal Debian's perl has no module for it. */
const CLOCK_CALLS: { [arch: string]: number } = { x64: 228, arm64: 113 };
/** What it prints at its end is in microseconds. */
const watcher = (clockCall: number): string => `
sub now {
  my $time = pack 'qq', 0, 0;
  syscall(${clockCall}, 1, $time);
  my ($seconds, $nanos) = unpack 'qq', $time;
  return $seconds + $nanos / 1e9;
}
my ($last, $longest) = (now(), 0);
$| = 1; print "begun\\n";
until (-e '${END_FILE}') {
  select undef, undef, undef, 0.001;
  my $now = now();
  $longest = $now - $last if $now - $last > $longest;
  $last = $now;
}
printf "longest %d\\n", $longest * 1e6;
`;
const LONGEST = /longest (\d+)/;

/**
 * Watches from inside a VPS for how long its programs stand still: the longest time that passes between two looks at
 * the clock, which are a millisecond apart when nothing holds them up. It takes a system with perl.
 */
export class FreezeWatch {
  private constructor(
    private readonly container: Docker.Container,
    private readonly output: Promise<string>,
  ) {}

  static async start(container: Docker.Container): Promise<FreezeWatch> {
    const clockCall = CLOCK_CALLS[process.arch];
    if (clockCall === undefined) throw new Error(`the watcher knows no clock on ${process.arch}`);
    await mustExec(container, `rm -f ${END_FILE}`);
    const Cmd = ['perl', '-e', watcher(clockCall)];
    const exec = await container.exec({ Cmd, AttachStdout: true, AttachStderr: true });
    const stream: Duplex = await exec.start({});
    const begun = new Promise<void>((resolve, reject) => {
      stream.once('data', () => resolve());
      stream.once('close', () => reject(new Error('the watcher in the VPS did not begin')));
    });
    const output = text(stream);
    await begun;
    return new FreezeWatch(container, output);
  }

  /** The longest standstill since the start, in milliseconds. */
  async end(): Promise<number> {
    await mustExec(this.container, `touch ${END_FILE}`);
    const [, microseconds] = LONGEST.exec(await this.output) ?? [];
    return z.coerce.number().parse(microseconds) / 1000;
  }
}
