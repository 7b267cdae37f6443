import { useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Panel, Tag } from '#kit/console/index.ts'
import { api } from './api.ts'

/** The rights I asked for, and what became of each; nothing while I asked for none. */
export function MyRequests() {
  const t = useWords()
  const f = useFormat()
  const { data } = useRead(api.accounts.mine, {})
  if (!data?.requests.length) return null
  return (
    <Panel title={t('accounts.web.mine')}>
      <ul className="id-rows">
        {data.requests.map(({ id, right, where, at, state, answeredAt, reason }) => (
          <li key={id}>
            <div className="id-row">
              <p className="id-row-title">
                <strong>{right}</strong>
                <Tag strong={state === 'asked'}>{t(`accounts.access.state.${state}`)}</Tag>
              </p>
              <p className="k-hint">
                {[where, answeredAt ? f.instant(answeredAt) : f.instant(at)].filter(Boolean).join(' · ')}
              </p>
              {reason ? <p>{t('accounts.web.mine.reason', { reason })}</p> : null}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
