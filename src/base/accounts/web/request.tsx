import './accounts.css'
import { Skeleton } from '@mantine/core'
import type { WorkItem } from '#base/work/contract.ts'
import { useRead } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Facts, Notice, Panel, ProblemState } from '#kit/console/index.ts'
import { api } from './api.ts'

/** In an item of work: who asks, for what, and what they say. */
export function RequestPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const requestId = item.subject.id
  const { data: request, error, refetch } = useRead(api.accounts.request, { params: { requestId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!request || request.id !== requestId) return <Skeleton height={180} />
  const { account, right, where, roles, note, phone } = request
  return (
    <Panel title={t('accounts.web.request')}>
      <div className="k-stack">
        <Facts
          facts={[
            [
              t('accounts.web.request.by'),
              <Link key="by" to={`/accounts?open=${account.id}`}>
                {account.name}
              </Link>,
            ],
            [t('identity.web.login'), account.login],
            [t('identity.web.unit'), account.unitLabel],
            ...(right ? [[t('identity.web.why.right'), <strong key="right">{right}</strong>] as const] : []),
            ...(where ? [[t('identity.web.why.where'), where] as const] : []),
            ...(roles.length
              ? [[t('identity.web.why.roles'), roles.map(role => t(`identity.role.${role}`)).join(', ')] as const]
              : []),
            ...(phone ? [[t('accounts.web.request.phone'), phone] as const] : []),
          ]}
        />
        {note ? <blockquote className="ac-note">{note}</blockquote> : null}
        {request.kind === 'help' && item.closedAt === null ? (
          <Notice icon="shield" title={t('accounts.web.request.prove')}>
            {t('accounts.web.request.prove.help')}
          </Notice>
        ) : null}
      </div>
    </Panel>
  )
}
