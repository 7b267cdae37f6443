import './identity.css'
import { Button, Loader } from '@mantine/core'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Facts, type Missing, sayDone } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { identity } from '../contract.ts'
import { useSession } from './session.tsx'

const api = browserApi({ identity })

/** Which right is missing, at which area, who can grant it, and the words to ask with. */
export function WhyNotCard({ verb, unitId }: Missing) {
  const t = useWords()
  const { me } = useSession()
  const { data, error } = useRead(api.identity.whyNot, { query: { verb, ...(unitId ? { unitId } : {}) } })
  if (error) return <p className="k-error">{tell(t, error).title}</p>
  if (!data) return <Loader size={18} aria-label={t('kit.loading')} />
  const { right, roles, held, granters } = data
  const where = data.where ?? t('identity.web.why.everywhere')
  const copy = async () => {
    const granter = granters[0]?.name ?? ''
    await navigator.clipboard.writeText(t('identity.web.why.request', { granter, me: me?.name ?? '', right, where }))
    sayDone(t('identity.web.why.copied'))
  }
  return (
    <div className="id-why">
      <Facts
        narrow
        facts={[
          [t('identity.web.why.right'), <strong key="right">{right}</strong>],
          [t('identity.web.why.where'), where],
          ...(held.length ? [[t('identity.web.why.held'), held.join('; ')] as const] : []),
          [
            t('identity.web.why.roles'),
            roles.map(role => t(`identity.role.${role}`)).join(', ') || t('identity.web.why.no-role'),
          ],
        ]}
      />
      <h3>{t('identity.web.why.granters')}</h3>
      {granters.length ? (
        <>
          <ul>
            {granters.map(({ name, office }) => (
              <li key={`${name} ${office}`}>
                {name}
                <small>{office}</small>
              </li>
            ))}
          </ul>
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="message" size={16} />}
            onClick={() => void copy()}
          >
            {t('identity.web.why.copy')}
          </Button>
        </>
      ) : (
        <p>{t('identity.web.why.nobody')}</p>
      )}
    </div>
  )
}
