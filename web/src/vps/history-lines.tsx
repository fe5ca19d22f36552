import classes from './history-lines.module.css';
import type { GraphRow } from './snapshot-graph';

const LANE = 18;
const LEFT = 16;
/** The middle of a row's first line. */
const MIDDLE = 22;

/** The lines of one row: a picture for the eye; the words of the row say the same. */
export function HistoryLines({ row, kind }: { row: GraphRow; kind: 'now' | 'snapshot' | 'safety' }) {
  const { lane, above, below, joining } = row;
  return (
    <div aria-hidden className={classes['frame']}>
      {above.map((line) => (
        <span
          key={`above ${line}`}
          className={classes['line']}
          style={{ left: at(line), top: 0, height: MIDDLE }}
        />
      ))}
      {above
        .filter((line) => line !== lane && !joining.includes(line))
        .concat(below.includes(lane) ? [lane] : [])
        .filter((line) => below.includes(line))
        .map((line) => (
          <span
            key={`below ${line}`}
            className={classes['line']}
            style={{ left: at(line), top: MIDDLE, bottom: 0 }}
          />
        ))}
      {joining.map((line) => (
        <span
          key={`join ${line}`}
          className={classes['join']}
          style={{ left: at(lane), width: at(line) - at(lane) + 2, top: MIDDLE }}
        />
      ))}
      <span className={classes['point']} data-kind={kind} style={{ left: at(lane) + 1, top: MIDDLE }} />
    </div>
  );
}

function at(lane: number): number {
  return LEFT + lane * LANE;
}
