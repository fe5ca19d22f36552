import { parseFlow, parseResize, parseTerminalEnd } from '../../../src/domain/terminal';

describe('what a browser may say in a terminal', () => {
  it('is a size that a screen can have', () => {
    expect(parseResize('{"type":"resize","cols":120,"rows":40,"more":1}')).toEqual({ cols: 120, rows: 40 });
    for (const wrong of [
      '{"type":"resize","cols":0,"rows":40}',
      '{"type":"resize","cols":1e9,"rows":40}',
      '{"type":"resize","cols":1.5,"rows":40}',
      '{"type":"resize","cols":"80","rows":24}',
      '{"type":"exec","cols":80,"rows":24}',
      'null',
      '[]',
      '{',
      '',
    ]) {
      expect(parseResize(wrong)).toBeUndefined();
    }
  });

  it('is to wait and to go on', () => {
    expect(parseFlow('{"type":"pause"}')).toBe('pause');
    expect(parseFlow('{"type":"resume"}')).toBe('resume');
    expect(parseFlow('{"type":"stop"}')).toBeUndefined();
  });
});

describe('what a runner may say last', () => {
  it('is an exit code, or one of our errors', () => {
    expect(parseTerminalEnd('{"type":"exit","code":7}')).toEqual({ type: 'exit', code: 7 });
    expect(parseTerminalEnd('{"type":"exit","code":null}')).toEqual({ type: 'exit', code: null });
    const error = { type: 'error', code: 'terminal_ended', detail: 'why' };
    expect(parseTerminalEnd(JSON.stringify({ ...error, html: '<b>' }))).toEqual(error);
    for (const wrong of [
      { ...error, code: 'made_up' },
      { ...error, detail: 1 },
      { type: 'exit', code: '0' },
      {},
    ]) {
      expect(parseTerminalEnd(JSON.stringify(wrong))).toBeUndefined();
    }
  });
});
