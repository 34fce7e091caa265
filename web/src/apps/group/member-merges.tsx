/** The merges of a member, each of which can be taken back. */
import { Columns, Facts, Panel, Stack } from '../../desk/page.tsx';
import { StateTag } from '../../desk/state-tag.tsx';
import { When } from '../../desk/when.tsx';
import { UndoMerge } from './member-orders.tsx';
import type { MemberView } from './member-page.tsx';
import { useMemberTexts } from './member-texts.ts';

export function MemberMerges({ member }: { readonly member: MemberView }) {
  const t = useMemberTexts();
  if (member.merges.length === 0) return null;
  return (
    <Panel title={t('merges')}>
      <Columns>
        {member.merges.map((merge) => (
          <Stack key={merge.id}>
            <Facts
              items={[
                [
                  t('what'),
                  t('mergedFrom', {
                    from: merge.from?.memberNo ?? '—',
                    into: merge.into?.memberNo ?? '—',
                  }),
                ],
                [t('state'), <StateTag key="s" state={merge.state} />],
                [t('reason'), merge.reason],
                [t('when'), <When key="w" at={merge.mergedAt} />],
              ]}
            />
            {merge.state === 'DONE' ? <UndoMerge mergeId={merge.id} /> : null}
          </Stack>
        ))}
      </Columns>
    </Panel>
  );
}
