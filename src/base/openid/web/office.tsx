import '#base/identity/web/identity.css'
import './openid.css'
import { Button } from '@mantine/core'
import { useSession } from '#base/identity/web/session.tsx'
import { Door } from '#base/identity/web/sign-in-console.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go, Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Notice, Panel, sayDone, Tag } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { api, goTo } from './api.ts'
import { useReturn } from './use-return.ts'

/** At the door of the office, and for the code of a slip: the provider of the organisation. */
export function ProviderWays({ invitation }: { invitation?: string }) {
  const t = useWords()
  const { data } = useRead(api.openid.providers, { query: { kind: 'officers' } })
  const starting = useWrite(api.openid.start, { done: goTo })
  if (!data?.providers.length) return null
  return (
    <div className="k-stack">
      {data.providers.map(({ name, label }) => (
        <Button
          key={name}
          variant="default"
          size="md"
          className="oi-way"
          leftSection={<Icon name="shield" size={18} />}
          loading={starting.isPending}
          onClick={() => starting.mutate({ params: { provider: name }, body: invitation ? { invitation } : {} })}
        >
          {t('openid.web.enter', { label })}
        </Button>
      ))}
      {starting.error ? <Notice tone="error" title={tell(t, starting.error).title} /> : null}
    </div>
  )
}

/** Back from the provider of the organisation. */
export function Return() {
  const t = useWords()
  const { enter } = useSession()
  const problem = useReturn(me => {
    enter(me)
    go('/', { replace: true })
  })
  return (
    <Door title={t(problem ? 'openid.web.failed' : 'openid.web.returning')}>
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      {problem ? <Link to="/">{t('openid.web.again')}</Link> : null}
    </Door>
  )
}

/** By which providers I come in, on the page of my account; nothing where the installation knows none. */
export function MyLinks() {
  const t = useWords()
  const f = useFormat()
  const { data } = useRead(api.openid.links, {})
  const linking = useWrite(api.openid.startLink, { done: goTo })
  const unlinking = useWrite(api.openid.unlink, { done: () => sayDone(t('openid.web.unlinked')) })
  if (!data || data.links.length + data.others.length === 0) return null
  const problem = linking.error ?? unlinking.error
  return (
    <Panel title={t('openid.web.title')}>
      <p className="k-hint">{t('openid.web.help')}</p>
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      <ul className="id-rows">
        {data.links.map(({ provider, label, proven, since }) => (
          <li key={provider}>
            <div className="id-row">
              <p className="id-row-title">
                <Icon name="shield" size={18} />
                <strong>{label}</strong>
                {proven ? <Tag>{t('openid.web.proven')}</Tag> : null}
              </p>
              <p className="k-hint">{t('openid.web.since', { at: f.instant(since) })}</p>
            </div>
            <ActionButton
              icon="cross"
              busy={unlinking.isPending}
              onClick={() => unlinking.mutate({ params: { provider } })}
            >
              {t('openid.web.unlink', { label })}
            </ActionButton>
          </li>
        ))}
        {data.others.map(({ name, label }) => (
          <li key={name}>
            <Button
              variant="default"
              loading={linking.isPending}
              onClick={() => linking.mutate({ params: { provider: name } })}
            >
              {t('openid.web.link', { label })}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
