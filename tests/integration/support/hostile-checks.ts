import { existsSync } from 'node:fs';
import { ERRORS, isErrorCode } from '../../../src/domain/errors';
import { docker } from './docker';
import { CANARY } from './hostile-values';
import type { RawAnswer } from './raw-request';
import type { ProblemAnswer } from './shapes';
import type { TestVps } from './test-vps';

/** No failure of ours, and a refusal says in the agreed form what is wrong. */
export function expectPlainAnswer(what: string, { status, headers, text }: RawAnswer, method = 'POST'): void {
  const problem = (why: string) => new Error(`${what} ${why}: ${status} ${text.slice(0, 300)}`);
  if (status >= 500) throw problem('failed');
  if (status < 400 || method === 'HEAD') return;
  if (!String(headers['content-type']).startsWith('application/problem+json')) throw problem('is no problem');
  const { code, status: told } = JSON.parse(text) as ProblemAnswer;
  if (!isErrorCode(code) || ERRORS[code].status !== status || told !== status) throw problem('has no code');
  if (text.length > 8000) throw problem('is endless');
}

/** All that would show that something was done to a VPS. */
export async function stateOf(vps: TestVps): Promise<unknown> {
  const { Id, Name, State, RestartCount } = await vps.inspect();
  const { snapshots, policy, status } = await vps.get();
  return { Id, Name, State, RestartCount, snapshots, policy, status };
}

/** Neither on this machine nor in these VPSs, and nothing bears the label that a text would have set. */
export async function expectNothingExecuted(...vpss: TestVps[]): Promise<void> {
  expect(existsSync(`/tmp/${CANARY}`)).toBe(false);
  const byLabel = { filters: { label: [CANARY] } };
  expect(await docker().listContainers({ all: true, ...byLabel })).toEqual([]);
  expect(await docker().listImages(byLabel)).toEqual([]);
  for (const vps of vpss) {
    expect(await vps.read(`/tmp/${CANARY}`)).toBeUndefined();
    expect((await vps.inspect()).Config.Env.filter((line) => line.startsWith(CANARY))).toEqual([]);
  }
}
