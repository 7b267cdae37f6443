import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, Notice } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { api, goTo } from './api.ts'

/** The national identity, where the installation knows one, beside the code by phone. */
export function ProviderWays() {
  const t = useWords()
  const { data } = useRead(api.openid.providers, { query: { kind: 'citizens' } })
  const starting = useWrite(api.openid.start, { done: goTo })
  if (!data?.providers.length) return null
  return (
    <>
      <p className="s-hint">{t('openid.web.or')}</p>
      {data.providers.map(({ name, label }) => (
        <Button
          key={name}
          kind="secondary"
          icon="shield"
          busy={starting.isPending && t('openid.web.returning')}
          onClick={() => starting.mutate({ params: { provider: name }, body: {} })}
        >
          {t('openid.web.enter', { label })}
        </Button>
      ))}
      {starting.error ? <Notice tone="error" title={tell(t, starting.error).title} /> : null}
    </>
  )
}
