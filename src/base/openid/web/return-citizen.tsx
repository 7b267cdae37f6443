import { useSession } from '#base/identity/web/session.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, Notice, Page, Skeleton } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { useReturn } from './use-return.ts'

/** Back from the national identity. */
export function Return() {
  const t = useWords()
  const { enter } = useSession()
  const problem = useReturn(me => {
    enter(me)
    go('/', { replace: true })
  })
  if (!problem)
    return (
      <Page title={t('openid.web.returning')}>
        <Skeleton />
      </Page>
    )
  return (
    <Page title={t('openid.web.failed')} back="/dang-nhap">
      <Notice tone="error" title={tell(t, problem).title} />
      <Button to="/dang-nhap">{t('openid.web.again')}</Button>
    </Page>
  )
}
