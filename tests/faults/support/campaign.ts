import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { type Attempt, beginAttempt } from './attempt';
import { type Call, type End, FaultApi } from './fault-api';
import { type FaultStack, type Target } from './fault-stack';
import { checkInvariants, orphanVolumes, type Verdict } from './invariants';
import { chooseFault, describeFault, type Fault, hitsWorker, strike, untilUp } from './kill';
import { acceptAsKnown, goesOn, isWell, type Judged } from './judged';
import { mendEngine } from './lost-track';
import { choosePlan, type Expected, expectedAfter, type Plan } from './plans';
import { poll } from './poll';
import { Random } from './random';
import { linesOf, type Observation, observed, unprepared } from './results';
import { violationsOfEnd } from './operation-end';
import {
  bringInto,
  containerName,
  creation,
  inspect,
  makeForeignContainer,
  newSubject,
  type Subject,
  writeFiles,
} from './slot';

export interface CampaignOptions {
  rounds: number;
  /** How many VPSs are worked on at once. */
  slots: number;
  /** What is killed. */
  targets: readonly Target[];
  /** No round begins after this. */
  until: number;
  report: (line: string) => void;
}

const ORPHAN_LIMIT_MS = 5000;

/** Rounds of one fault each, while every VPS has one operation under way. */
export class Campaign {
  readonly observations: Observation[] = [];
  private readonly api: FaultApi;
  private readonly slots: (Subject | undefined)[];
  private targets: Target[] = [];
  private readonly knownOrphans = new Set<string>();
  private created = 0;
  private readonly name = randomBytes(3).toString('hex');

  constructor(
    private readonly stack: FaultStack,
    private readonly random: Random,
    private readonly options: CampaignOptions,
  ) {
    this.api = new FaultApi(stack.apiUrl);
    this.slots = Array.from({ length: options.slots }, () => undefined);
  }

  async run(): Promise<void> {
    const connection = await Connection.connect({ address: this.stack.temporalAddress });
    const client = new Client({ connection });
    try {
      for (let round = 1; round <= this.options.rounds && Date.now() < this.options.until; round++)
        await this.round(round, client);
    } finally {
      await connection.close();
    }
  }

  private async round(round: number, client: Client): Promise<void> {
    const { stack, api, random } = this;
    // Chosen in order, so that a seed means the same again; prepared at once.
    const chosen = this.slots.map((slot) =>
      slot === undefined ? this.newVps(round) : { subject: slot, plan: choosePlan(slot, random) },
    );
    const seeds = chosen.map(() => random.below(2 ** 31));
    const prepared = await Promise.all(
      chosen.map(
        async ({ subject, plan }, index) =>
          plan.kind === 'create' || this.prepare(subject, plan, round, new Random(seeds[index] ?? 0)),
      ),
    );
    const plans = chosen.filter((_, index) => prepared[index] === true);
    this.slots.fill(undefined);
    if (plans.length === 0) return;
    const leadIndex = random.below(plans.length);
    const lead = plans[leadIndex]?.plan.kind ?? 'create';
    const fault = chooseFault(this.nextTarget(), lead, random);
    this.options.report(
      `round ${round}: ${describeFault(fault)} of ${lead}; ${plans.map(({ subject, plan }) => `${plan.kind} ${subject.taskId}`).join(', ')}`,
    );
    const key = `${this.name}-r${round}`;
    const attempts = plans.map(({ subject, plan }) =>
      beginAttempt(api, subject, plan, `${key}-${subject.taskId}`),
    );
    await strike({ stack, api }, fault, {
      operationId: attempts[leadIndex]?.accepted ?? Promise.resolve(undefined),
    });
    const judged = await Promise.all(attempts.map((attempt) => this.judge(fault, attempt, client)));
    const mender = { stack, api, report: this.options.report };
    await mendEngine({ ...mender, key }, judged, async (each) => {
      each.verdict = await this.check(each, fault);
    });
    const going = judged.filter(goesOn);
    for (const each of going) acceptAsKnown(each.subject, each.expected, each.verdict);
    await Promise.all(going.map((each) => this.followUp(each, key)));
    await mendEngine(
      { ...mender, key: `${key}-again` },
      going.filter(({ afterwards }) => afterwards.length > 0),
      (each) => this.followUp(each, `${key}-again`),
    );
    for (const each of judged) this.note(observed(round, fault, each));
    for (const [index, { subject }] of going.filter(isWell).entries()) this.slots[index] = subject;
    await this.judgeVolumes(round);
  }

  /** Volumes that nobody named and nothing uses: whose they were cannot be told, so the round's last answers for all. */
  private async judgeVolumes(round: number): Promise<void> {
    const found = await poll(ORPHAN_LIMIT_MS, async () => {
      const orphans = await orphanVolumes(this.stack).catch(() => undefined);
      return orphans?.every((name) => this.knownOrphans.has(name)) === true ? [] : undefined;
    });
    if (found !== undefined) return;
    for (const name of await orphanVolumes(this.stack)) {
      if (this.knownOrphans.has(name)) continue;
      this.knownOrphans.add(name);
      const line = `round ${round} left an anonymous volume behind: ${name.slice(0, 12)}`;
      this.observations.at(-1)?.violations.push(line);
      this.options.report(`       ${line}`);
    }
  }

  /** All targets in turn, so that none is killed again before it counts as healthy. */
  private nextTarget(): Target {
    if (this.targets.length === 0) this.targets = this.random.shuffled(this.options.targets);
    return this.targets.pop() ?? 'worker';
  }

  /** One that is created, or a container that somebody else made and that is adopted. */
  private newVps(round: number): { subject: Subject; plan: Plan } {
    const isAdopted = this.random.chance(0.3);
    const taskId = `f-${this.name}-${round}-${++this.created}`;
    const subject: Subject = {
      taskId,
      state: 'running',
      files: new Map(),
      volumes: new Map(),
      snapshots: new Map(),
      head: null,
      configuration: {},
    };
    const { runner } = this.stack;
    const call: Call = isAdopted
      ? {
          method: 'POST',
          path: '/api/vps/adopt',
          body: { task_id: taskId, runner, container: containerName(taskId) },
        }
      : { method: 'POST', path: '/api/vps/create', body: creation(taskId, this.stack) };
    const kind = isAdopted ? 'adopt' : 'create';
    return {
      subject,
      plan: { kind, from: 'running', auto: true, snapshotId: null, call, cancelAfterMs: null },
    };
  }

  /** Writes files and brings the VPS into the state that the operation starts from; false when that fails. */
  private async prepare(subject: Subject, plan: Plan, round: number, random: Random): Promise<boolean> {
    const { stack, api } = this;
    const { taskId } = subject;
    try {
      if (plan.kind === 'adopt') {
        Object.assign(subject, await makeForeignContainer(taskId, stack));
        return true;
      }
      await writeFiles(subject, stack, random, { large: random.chance(0.25) });
      await api.insist({
        method: 'PATCH',
        path: `/api/vps/${taskId}`,
        body: { auto_snapshot_on_stop: plan.auto },
      });
      await bringInto(plan.from, subject, { stack, api, key: `${this.name}-r${round}-${taskId}-pre` });
      return true;
    } catch (error) {
      this.note(unprepared(round, plan, subject, error));
      return false;
    }
  }

  /** What became of an operation and its VPS. */
  private async judge(
    fault: Fault,
    { subject, plan, end: ending }: Attempt,
    client: Client,
  ): Promise<Judged> {
    const end = await ending;
    const ofEnd = await violationsOfEnd(end, client, plan.cancelAfterMs !== null);
    const expected = await this.expected(subject, plan, end);
    const verdict = await this.check({ subject, expected }, fault);
    return { subject, plan, end, ofEnd, expected, verdict, afterwards: [] };
  }

  private async check(
    { subject, expected }: Pick<Judged, 'subject' | 'expected'>,
    fault: Fault,
  ): Promise<Verdict> {
    // What a dead worker had taken on is given to the next one only when its heartbeat has been missed.
    const limitMs = hitsWorker(fault) ? 45_000 : 15_000;
    return checkInvariants({ stack: this.stack, api: this.api, limitMs }, subject, expected, subject.files);
  }

  private note(observation: Observation): void {
    this.observations.push(observation);
    for (const line of linesOf(observation)) this.options.report(line);
  }

  private async expected(subject: Subject, plan: Plan, end: End): Promise<Expected> {
    if (plan.kind === 'adopt') return this.expectedOfAdoption(subject, end);
    if (plan.kind !== 'create') return expectedAfter(subject, plan, end);
    if (end.status !== 'succeeded') return 'gone';
    const exists = await poll(20_000, () => inspect(this.stack, subject.taskId).catch(() => undefined));
    if (exists !== undefined) Object.assign(subject, await newSubject(subject.taskId, this.stack));
    return { state: 'running', files: new Map(), head: null };
  }

  /** A container that could not be adopted is still there, and somebody else's. */
  private async expectedOfAdoption({ taskId, files, head }: Subject, end: End): Promise<Expected> {
    if (end.status === 'succeeded') return { state: 'running', files, head };
    await this.stack.docker.getContainer(containerName(taskId)).remove({ force: true, v: true });
    return 'gone';
  }

  /** The VPS works on: one more snapshot and one more restart. */
  private async followUp(judged: Judged, key: string): Promise<void> {
    judged.afterwards = await this.workOn(judged.subject, key);
  }

  private async workOn(subject: Subject, key: string): Promise<string[]> {
    const { stack, api } = this;
    const { taskId } = subject;
    try {
      await untilUp(stack, api);
      await bringInto('running', subject, { stack, api, key: `${key}-${taskId}-post` });
      const snapshot = { method: 'POST', path: `/api/vps/snapshots/${taskId}`, body: {} } as const;
      const restart = { method: 'POST', path: `/api/vps/restart/${taskId}`, body: {} } as const;
      for (const [name, call] of Object.entries({ snapshot, restart })) {
        const end = await api.perform(call, `${key}-${taskId}-then-${name}`);
        if (end.status !== 'succeeded')
          return [`afterwards, ${name}: ${end.status} ${end.code} ${end.detail}`];
      }
      const expected = { state: 'running', files: subject.files, head: null } as const;
      const verdict = await checkInvariants(
        { stack: this.stack, api: this.api },
        subject,
        expected,
        subject.files,
      );
      acceptAsKnown(subject, expected, verdict);
      return verdict.violations.map((line) =>
        line.startsWith('SLOW') ? `${line} (afterwards)` : `afterwards, ${line}`,
      );
    } catch (error) {
      return [`afterwards: ${String(error)}`];
    }
  }
}
