import { buffer } from 'node:stream/consumers';
import type Docker from 'dockerode';

export interface ExecResult {
  exitCode: number;
  /** What the command wrote, errors included, without the last newline. */
  output: string;
}

/** Runs a shell command in a container, as `docker exec` does, and waits for its end. */
export async function execIn(container: Docker.Container, command: string): Promise<ExecResult> {
  const exec = await container.exec({
    Cmd: ['/bin/sh', '-c', command],
    AttachStdout: true,
    AttachStderr: true,
  });
  const written = withoutFrames(await buffer(await exec.start({})));
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? -1, output: written.trimEnd() };
}

/** The same for a command that must succeed. Returns its output. */
export async function mustExec(container: Docker.Container, command: string): Promise<string> {
  const { exitCode, output } = await execIn(container, command);
  if (exitCode !== 0) throw new Error(`In the container, \`${command}\` ended with ${exitCode}: ${output}`);
  return output;
}

const HEADER = 8;

/** Without a terminal, Docker sends output in frames: one byte for which stream it is, three empty, four of length. */
function withoutFrames(framed: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + HEADER <= framed.length;) {
    const end = at + HEADER + framed.readUInt32BE(at + 4);
    parts.push(framed.subarray(at + HEADER, end));
    at = end;
  }
  return Buffer.concat(parts).toString();
}
