/** Where the member is signed in; any other device can be signed out from here. */
import { useState } from 'react';
import { formatAgo, formatDateTime } from '../../../format/dates.ts';
import { RefusalParts, useCommand } from '../../../graphql/commands.ts';
import { graphql } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { Button } from '../../../ui/button.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Confirm } from '../../../ui/sheet.tsx';
import { Asked } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { Card, Chip, Page, Row } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';

const MySessions = graphql(`
  query MySessions {
    me {
      sessions {
        id
        current
        openedAt
        lastUsedAt
      }
    }
  }
`);

const CloseSession = graphql(
  `
    mutation CloseSession($input: CloseSessionInput!) {
      closeSession(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export function DevicesPage() {
  const t = useMemberTexts();
  const query = useAsk(MySessions, {});
  const [closing, setClosing] = useState<string>();
  const { run, isRunning, refusal, failure } = useCommand(CloseSession);
  const close = async () => {
    if (closing === undefined) return;
    const outcome = await run({ sessionId: closing }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    setClosing(undefined);
    toast(t('signedOutDevice'));
  };
  return (
    <Page title={t('devices')} back="/me/account">
      <Asked query={query}>
        {({ me }) => (
          <Card>
            {(me?.sessions ?? []).map(({ id, current, openedAt, lastUsedAt }) => (
              <Row
                key={id}
                icon="device"
                title={t(current ? 'thisDevice' : 'otherDevice')}
                hint={`${formatDateTime(openedAt)} · ${t('lastUsed', { when: formatAgo(lastUsedAt) })}`}
                side={
                  current ? (
                    <Chip kind="good">{t('thisDevice')}</Chip>
                  ) : (
                    <Button size="small" onClick={() => setClosing(id)}>
                      {t('signOutDevice')}
                    </Button>
                  )
                }
              />
            ))}
          </Card>
        )}
      </Asked>
      <Confirm
        title={t('signOutDeviceSure')}
        action={t('signOutDevice')}
        open={closing !== undefined}
        busy={isRunning}
        onConfirm={() => void close()}
        onClose={() => setClosing(undefined)}
      >
        <Problem refusal={refusal} failure={failure} />
      </Confirm>
    </Page>
  );
}
