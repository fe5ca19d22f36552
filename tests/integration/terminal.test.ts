import { stack } from '../support/stack';
import { call } from './support/client';
import { docker } from './support/docker';
import { eventually } from './support/eventually';
import { useLab } from './support/lab';
import { closeTerminals, PROMPT, TerminalClient } from './support/terminal-client';
import type { TestVps } from './support/test-vps';

const lab = useLab();
let vps: TestVps;

beforeAll(async () => {
  vps = await lab.create({ init: true });
});

afterEach(closeTerminals);

/** What runs in the VPS besides what it was created with. */
async function processesOf({ taskId }: TestVps): Promise<string[]> {
  const { Processes } = (await docker().getContainer(`holdfast-${taskId}`).top()) as {
    Processes: string[][];
  };
  const commands = Processes.map((columns) => columns.at(-1) ?? '');
  return commands.filter((command) => !/sleep 86400|docker-init/.test(command));
}

const untilNothingIsLeft = async (of: TestVps = vps, withinMs = 10_000): Promise<void> => {
  let left: string[] = [];
  await eventually('it is gone', async () => (left = await processesOf(of)).length === 0, { withinMs }).catch(
    () => undefined,
  );
  expect(left).toEqual([]);
};

describe('a terminal', () => {
  it('takes what is typed and shows what it leads to', async () => {
    const terminal = await TerminalClient.openToPrompt(vps.taskId);
    expect(await terminal.run('echo "an$((40 + 2))chor"; id -un; pwd; echo $TERM')).toMatch(
      /an42chor\s+root\s+\/root\s+xterm-256color/,
    );
    await terminal.close();
    await untilNothingIsLeft();
  });

  it('has the size that it was opened with, and follows the window', async () => {
    const terminal = await TerminalClient.openToPrompt(vps.taskId, { query: '?cols=101&rows=33' });
    expect(await terminal.run('stty size')).toContain('33 101');
    terminal.resize(120, 40);
    await eventually('the new size', async () => (await terminal.run('stty size')).includes('40 120'));
    await terminal.close();
  });

  it('ends with the exit code of the shell', async () => {
    const terminal = await TerminalClient.openToPrompt(vps.taskId);
    terminal.type('exit 7\n');
    expect(await terminal.untilEnded()).toEqual({ type: 'exit', code: 7 });
  });

  it('carries UTF-8 and control characters whole', async () => {
    const terminal = await TerminalClient.openToPrompt(vps.taskId);
    const text = 'Ankerkette ⚓ 鎖 🪝 naïve';
    terminal.type('cat > /tmp/text\n');
    await terminal.untilShown('/tmp/text\r\n');
    terminal.type(`${text}\n\u0004`);
    await terminal.untilShown(PROMPT);
    await eventually('it is written', async () => (await vps.read('/tmp/text')) === `${text}\n`);
    expect(await terminal.run('cat /tmp/text')).toContain(text);
    terminal.type('sleep 1000\n');
    await terminal.untilShown('sleep 1000');
    terminal.type('\u0003');
    expect(await terminal.run('echo back')).toContain('back');
    await terminal.close();
  });

  it('takes what is typed before the shell is there', async () => {
    const terminal = await TerminalClient.open(vps.taskId);
    terminal.type('echo "ea""rly"\n');
    await terminal.untilShown('early');
    await terminal.close();
  });

  it('takes a long paste', async () => {
    const terminal = await TerminalClient.openToPrompt(vps.taskId);
    terminal.type('stty -echo; cat > /tmp/paste\n');
    const line = `${'x'.repeat(99)}\n`;
    for (let sent = 0; sent < 3000; sent += 100) terminal.type(line.repeat(100));
    terminal.type('\u0004stty echo\n');
    await eventually(
      'all of it has come',
      async () => (await vps.run('wc -c < /tmp/paste')).trim() === '300000',
    );
    await terminal.close();
  });

  it('stands beside others', async () => {
    const [one, two] = await Promise.all([
      TerminalClient.openToPrompt(vps.taskId),
      TerminalClient.openToPrompt(vps.taskId),
    ]);
    await one.run('export WHO=one');
    await two.run('export WHO=two');
    expect(await one.run('echo "I am $WHO"')).toContain('I am one');
    await Promise.all([one.close(), two.close()]);
    await untilNothingIsLeft();
  });
});

describe('when somebody hangs up', () => {
  it('the shell and what runs in it end, and what was started with nohup goes on', async () => {
    const other = await lab.create({ init: true });
    const terminal = await TerminalClient.openToPrompt(other.taskId);
    // What nohup does, which this busybox lacks.
    await terminal.run("(trap '' HUP; exec sleep 7001 >/dev/null 2>&1) & true");
    terminal.type('sleep 7002\n');
    await eventually(
      'both run',
      async () => (await processesOf(other)).filter((each) => /700/.test(each)).length === 2,
    );
    terminal.socket.terminate();
    await eventually('the shell is gone', async () => (await processesOf(other)).join() === 'sleep 7001');
  });

  it('also a shell that ignores the hang-up ends', async () => {
    const terminal = await TerminalClient.openToPrompt(vps.taskId);
    await terminal.run("trap '' HUP");
    await terminal.close();
    await untilNothingIsLeft();
  });
});

describe('much output', () => {
  const MEGABYTES = 40;

  it('waits for a slow reader and is held nowhere', async () => {
    const terminal = await TerminalClient.openToPrompt(vps.taskId);
    terminal.socket.pause();
    terminal.type(
      `yes "$(printf %099d 0)" | head -c ${MEGABYTES}000000 | tee /tmp/printed; echo "<pri""nted>"\n`,
    );
    // What the kernel keeps for three connections counts in too.
    const held = await untilStill(async () =>
      Number(await vps.run('stat -c %s /tmp/printed 2>/dev/null || echo 0')),
    );
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(MEGABYTES * 500_000);
    terminal.socket.resume();
    await terminal.untilShown('<printed>', { withinMs: 40_000 });
    expect(terminal.received).toBeGreaterThan(MEGABYTES * 1_000_000);
    await terminal.close();
    await untilNothingIsLeft();
  });

  it('stops when the reader asks for it, and goes on', async () => {
    const terminal = await TerminalClient.openToPrompt(vps.taskId);
    terminal.socket.send('{"type":"pause"}');
    terminal.type('echo "bro""ught"\n');
    await vps.run('true');
    await vps.run('true');
    expect(terminal.shown).not.toContain('brought');
    terminal.socket.send('{"type":"resume"}');
    await terminal.untilShown('brought');
  });
});

/** Waits until a figure is above zero and has not changed for a while. */
async function untilStill(read: () => Promise<number>): Promise<number> {
  let [last, since] = [0, Date.now()];
  return eventually('it stands still', async () => {
    const now = await read();
    if (now !== last) [last, since] = [now, Date.now()];
    return last > 0 && Date.now() - since > 1500 && last;
  });
}

describe('a VPS', () => {
  it('that is frozen and thawed again goes on in the same terminal', async () => {
    const terminal = await TerminalClient.openToPrompt(vps.taskId);
    await vps.pause();
    terminal.type('echo "tha""wed"\n');
    await vps.resume();
    await terminal.untilShown('thawed');
    await terminal.close();
  });

  it('is snapshotted while terminals open and somebody types', async () => {
    const terminal = await TerminalClient.openToPrompt(vps.taskId);
    await vps.run('dd if=/dev/urandom of=/root/data bs=1M count=30 2>/dev/null');
    for (let round = 0; round < 3; round++) {
      const [, other] = await Promise.all([
        vps.snapshot(),
        TerminalClient.openToPrompt(vps.taskId),
        terminal.run('echo meanwhile'),
      ]);
      await other.close();
    }
    expect(await vps.snapshots()).toHaveLength(3);
    await terminal.close();
    await untilNothingIsLeft();
  });

  it('that stops ends its terminals, and says so', async () => {
    const other = await lab.create({ init: true });
    const terminal = await TerminalClient.openToPrompt(other.taskId);
    await other.stop();
    expect(await terminal.untilEnded()).toEqual({
      type: 'error',
      code: 'terminal_ended',
      detail: 'The VPS has stopped.',
    });
    const late = await TerminalClient.open(other.taskId);
    expect(await late.untilEnded()).toMatchObject({
      type: 'error',
      code: 'invalid_state',
      detail: `${other.taskId} is stopped; a terminal needs one that runs.`,
    });
  });

  it('that nobody knows, or without a shell, says so', async () => {
    const unknown = await TerminalClient.open('nobody-knows-this');
    expect(await unknown.untilEnded()).toMatchObject({ type: 'error', code: 'vps_not_found' });
    const bare = await lab.create({ init: true, command: ['sleep', '86400'] });
    await bare.run('rm /bin/sh');
    const terminal = await TerminalClient.open(bare.taskId);
    expect(await terminal.untilEnded()).toMatchObject({
      code: 'terminal_failed',
      detail: expect.stringContaining('/bin/sh') as string,
    });
  });

  it('has noted who opened a terminal, as Temporal has', async () => {
    const other = await lab.create({ init: true });
    const terminal = await TerminalClient.openToPrompt(other.taskId);
    terminal.type('exit 3\n');
    await terminal.untilEnded();
    await eventually('the record has it', async () => {
      const { body } = await call<{ events: { type: string; detail: string }[] }>(
        'GET',
        `/api/vps/${other.taskId}`,
      );
      return body.events.some(
        ({ type, detail }) => type === 'terminal_opened' && detail.includes('127.0.0.1'),
      );
    });
    expect(stack().runner).toBe('test');
  });
});
