import { Anchor, CloseButton, Group, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { Link } from 'react-router';
import { setLastAction, useLastAction } from '../actions/results';
import { KIND_WORDS } from '../words/operations';

/** What came of what was asked for here last, until it is put away. A toast has announced it already. */
export function LastAction({ taskId }: { taskId: string }) {
  const action = useLastAction(taskId);
  if (action?.state !== 'succeeded' && action?.state !== 'failed') return null;
  const isGood = action.state === 'succeeded';
  const Icon = isGood ? IconCircleCheck : IconCircleX;
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" data-result={action.state}>
      <Text c={isGood ? 'var(--hf-good)' : 'var(--hf-bad)'} span lh={1} mt={2}>
        <Icon size={15} aria-hidden />
      </Text>
      <Text size="xs" style={{ flex: 1, overflowWrap: 'anywhere' }}>
        {action.state === 'failed' && `${KIND_WORDS[action.kind].title} did not succeed. `}
        {action.text}
        {action.state === 'failed' && action.remedy !== null && ` ${action.remedy}`}{' '}
        {action.operationId !== null && (
          <Anchor component={Link} to={`/operations/${encodeURIComponent(action.operationId)}`} inherit>
            Details
          </Anchor>
        )}
      </Text>
      <CloseButton size="xs" aria-label="Put this result away" onClick={() => setLastAction(taskId, null)} />
    </Group>
  );
}
