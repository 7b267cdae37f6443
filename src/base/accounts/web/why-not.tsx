import '#base/identity/web/identity.css'
import './accounts.css'
import { Button, Loader, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Facts, type Missing } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { api } from './api.ts'

/** Which right is missing, at which area, who can grant it, and a way to ask for it. */
export function WhyNotCard({ verb, unitId }: Missing) {
  const t = useWords()
  const { data, error } = useRead(api.identity.whyNot, { query: { verb, ...(unitId ? { unitId } : {}) } })
  if (error) return <p className="k-error">{tell(t, error).title}</p>
  if (!data) return <Loader size={18} aria-label={t('kit.loading')} />
  const { right, roles, held, granters } = data
  const where = data.where ?? t('identity.web.why.everywhere')
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
          {roles.length ? <Ask verb={verb} unitId={unitId} /> : null}
        </>
      ) : (
        <p>{t('identity.web.why.nobody')}</p>
      )}
    </div>
  )
}

/** A request in the inbox of those who can grant it; what becomes of it is on the page of one's own account. */
function Ask({ verb, unitId }: Missing) {
  const t = useWords()
  const [note, setNote] = useState('')
  const asking = useWrite(api.accounts.ask)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    asking.mutate({ body: { verb, note, ...(unitId ? { unitId } : {}) } })
  }
  if (asking.data)
    return (
      <p role="status">
        {t('accounts.web.ask.done')} <Link to="/account">{t('accounts.web.ask.mine')}</Link>
      </p>
    )
  return (
    <form className="ac-ask" onSubmit={submit}>
      <Textarea
        label={t('accounts.web.ask.note')}
        size="xs"
        autosize
        minRows={2}
        maxRows={6}
        maxLength={1000}
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
      />
      {asking.error ? (
        <p className="k-error" role="alert">
          {tell(t, asking.error).title}
        </p>
      ) : null}
      <div>
        <Button
          type="submit"
          variant="default"
          size="xs"
          loading={asking.isPending}
          leftSection={<Icon name="send" size={16} />}
        >
          {t('accounts.web.ask')}
        </Button>
      </div>
    </form>
  )
}
