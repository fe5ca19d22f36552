import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { SECOND, within } from './deadline';
import { engineCall, isAnswer } from './errors';

const SHORT_TIMEOUT = 15 * SECOND;

/**
 * The keys that make Docker let go of an exec; no setting means Ctrl-P Ctrl-Q, and a shell would lose its Ctrl-P. These
 * are keys that nobody types four times in a row.
 */
const NO_DETACH_KEYS = 'ctrl-^,ctrl-^,ctrl-^,ctrl-^';

export interface ExecState {
  running: boolean;
  exitCode: number | null;
}

/** A process in a container with a terminal of its own. */
export interface AttachedExec {
  id: string;
  /** The bytes of the terminal, both ways. Docker does not end the process when this is closed. */
  stream: Duplex;
}

/** Docker's execs: processes that are started in a running container beside its own. */
export class Execs {
  constructor(private readonly docker: Docker) {}

  /**
   * Starts a command with a terminal, as the container's own user. That the engine has answered does not mean that the
   * command runs: what it could not start shows in the stream, in Docker's words.
   */
  async attach(
    containerId: string,
    command: readonly string[],
    env: readonly string[],
  ): Promise<AttachedExec> {
    const exec = await engineCall(
      this.docker.getContainer(containerId).exec({
        Cmd: [...command],
        Env: [...env],
        Tty: true,
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
        DetachKeys: NO_DETACH_KEYS,
        abortSignal: within(SHORT_TIMEOUT),
      }),
    );
    const stream = await engineCall(exec.start({ hijack: true, stdin: true, Tty: true }));
    return { id: exec.id, stream };
  }

  /** Starts a command that nobody listens to, and waits until it has been started. */
  async detach(containerId: string, command: readonly string[]): Promise<void> {
    const exec = await engineCall(
      this.docker.getContainer(containerId).exec({ Cmd: [...command], abortSignal: within(SHORT_TIMEOUT) }),
    );
    const answer = await engineCall(exec.start({ Detach: true, abortSignal: within(SHORT_TIMEOUT) }));
    answer.resume();
  }

  async resize(id: string, { cols, rows }: { cols: number; rows: number }): Promise<void> {
    await engineCall(
      this.docker.getExec(id).resize({ w: cols, h: rows, abortSignal: within(SHORT_TIMEOUT) }),
    );
  }

  /** Null when there is none any more: it goes with its container. */
  async inspect(id: string): Promise<ExecState | null> {
    try {
      const { Running, ExitCode } = await engineCall(
        this.docker.getExec(id).inspect({ abortSignal: within(SHORT_TIMEOUT) }),
      );
      return { running: Running, exitCode: ExitCode };
    } catch (error) {
      if (isAnswer(error, 404)) return null;
      throw error;
    }
  }
}
