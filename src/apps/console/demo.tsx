import { installation } from '#core/installation.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'

const api = browserApi({ core: installation })

/** In a demo, the accounts one may try; nothing in production. */
export function DemoAccounts({ onPick }: { onPick: (login: string, password: string) => void }) {
  const t = useWords()
  const { data } = useRead(api.core.about, {})
  if (!data?.accounts.length) return null
  return (
    <section className="k-demo">
      <h2>{t('console.demo.title')}</h2>
      <ul>
        {data.accounts.map(({ role, login, password }) => (
          <li key={login}>
            <button type="button" onClick={() => onPick(login, password)}>
              <strong>{t(`identity.role.${role}`)}</strong>
              <span>{login}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
