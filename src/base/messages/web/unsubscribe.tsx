import { browserApi } from '#core/web/api.ts'
import { useWrite } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, Notice, Page } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { messages } from '../contract.ts'

const api = browserApi({ messages })

/** Behind the link at the end of a mail: one button, without signing in. */
export function Unsubscribe() {
  const t = useWords()
  const { token = '' } = useParams()
  const ending = useWrite(api.messages.unsubscribe)
  if (ending.isSuccess)
    return (
      <Page title={t('messages.web.unsubscribe.done')}>
        <p>{t('messages.web.unsubscribe.text')}</p>
      </Page>
    )
  return (
    <Page title={t('messages.web.unsubscribe')} intro={t('messages.web.unsubscribe.text')}>
      {ending.error ? <Notice tone="error" title={tell(t, ending.error).title} /> : null}
      <Button
        busy={ending.isPending && t('messages.web.unsubscribe.busy')}
        onClick={() => ending.mutate({ params: { token } })}
      >
        {t('messages.web.unsubscribe.do')}
      </Button>
    </Page>
  )
}
