import { formatTraceparent, parseTraceparent, spanIdOfRun, traceInHeader } from '../../../src/domain/trace';

const TRACE = 'a'.repeat(32);
const SPAN = 'b'.repeat(16);

describe('a traceparent', () => {
  it.each([
    ['01', true],
    ['00', false],
    ['03', true],
  ])('with the flags %s is recorded: %s', (flags, sampled) => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-${flags}`)).toEqual({
      trace_id: TRACE,
      span_id: SPAN,
      sampled,
    });
  });

  it('is written as it is read', () => {
    for (const text of [`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-00`]) {
      const trace = parseTraceparent(text);
      expect(trace && formatTraceparent(trace)).toBe(text);
    }
  });

  it('of a later version is read as far as it is known', () => {
    expect(parseTraceparent(`01-${TRACE}-${SPAN}-01-more`)).toMatchObject({ trace_id: TRACE });
  });

  it.each([
    undefined,
    null,
    7,
    '',
    'nonsense',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-${'x'.repeat(300)}`,
    `00-${TRACE}-${SPAN}-01\n`,
  ])('is not %j', (given) => {
    expect(parseTraceparent(given)).toBeUndefined();
    expect(traceInHeader({ traceparent: given })).toBeUndefined();
    expect(traceInHeader(given)).toBeUndefined();
  });
});

it('a run has the span id that the random half of its own id gives', () => {
  expect(spanIdOfRun('01a211c7-3d98-708f-a54b-72bfd9e2643d')).toBe('a54b72bfd9e2643d');
});
