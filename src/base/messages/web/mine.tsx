import { useNow, useRead } from '#core/web/data.tsx'
import { useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Page, ProblemState, Skeleton } from '#kit/citizen/index.ts'
import { api } from './api.ts'

/** What this phone was woken for, to be read by who signed in; the one that was tapped is marked. */
export function MyMessages() {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const [search] = useSearch()
  const { data, error, refetch } = useRead(api.messages.inbox, {}, { offline: true })
  const settings = (
    <Button kind="secondary" to="/tin-nhan/cai-dat">
      {t('messages.web.settings')}
    </Button>
  )
  if (!data)
    return (
      <Page title={t('messages.web.mine')} back="/toi">
        {error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton lines={4} />}
      </Page>
    )
  return (
    <Page title={t('messages.web.mine')} back="/toi">
      {data.messages.length === 0 ? (
        <EmptyState icon="message" title={t('messages.web.mine.none')}>
          {t('messages.web.mine.none.help')}
        </EmptyState>
      ) : (
        data.messages.map(({ id, at, text, isNew }) => (
          <Card key={id}>
            <p>{text}</p>
            <p className="s-hint">
              {isNew || search.get('tin') === id ? <strong>{t('messages.web.mine.new')} · </strong> : null}
              {f.ago(at, now)}
            </p>
          </Card>
        ))
      )}
      {settings}
    </Page>
  )
}
