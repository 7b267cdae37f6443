import { localPhone } from '#base/people/identifiers.ts'
import { useNow, useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { EmptyState, Notice, Page, PageSkeleton, Panel, ProblemState } from '#kit/console/index.ts'
import { api } from './api.ts'

const EVERY_MS = 3_000

/** Demo only: the newest messages to anybody, since nothing leaves a demo. */
export function AllMail() {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const { data, error, refetch } = useRead(api.messages.wholeMailbox, {}, { everyMs: EVERY_MS })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <Page title={t('messages.web.mailbox')} back={{ to: '/messages', label: t('messages.web.deliveries') }}>
      <Notice title={t('messages.web.mailbox.demo')} />
      {data.messages.length === 0 ? (
        <EmptyState icon="message" title={t('messages.web.none')}>
          {t('messages.web.mailbox.empty.how')}
        </EmptyState>
      ) : (
        data.messages.map(({ id, to, at, text }) => (
          <Panel
            key={id}
            title={to.startsWith('+') ? localPhone(to) : to}
            actions={<span className="k-hint">{f.ago(at, now)}</span>}
          >
            <p>{text}</p>
          </Panel>
        ))
      )}
    </Page>
  )
}
