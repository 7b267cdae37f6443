import '#base/identity/web/identity.css'
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useSession } from '#base/identity/web/session.tsx'
import { Door } from '#base/identity/web/sign-in-console.tsx'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Notice, ProblemState } from '#kit/console/states.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { api } from './api.ts'
import { FactorList } from './my-factors.tsx'
import { hasPasskeys, signInByPasskey } from './passkey.ts'
import { ProveForm } from './prove-form.tsx'

/** The password was right: now the second factor. */
export function SecondFactor() {
  const t = useWords()
  const { enter } = useSession()
  return (
    <Door title={t('factors.web.door.title')} intro={t('factors.web.door.intro')}>
      <ProveForm onProved={enter} />
      <p className="k-hint">{t('factors.web.door.lost')}</p>
      <Leave />
    </Door>
  )
}

/** The role requires a second factor: it is set up before anything else. */
export function SetUpFactor() {
  const t = useWords()
  const { refresh } = useSession()
  const { data, error, refetch } = useRead(api.factors.mine, {})
  return (
    <Door title={t('factors.web.setup.title')} intro={t('factors.web.setup.intro')}>
      {error && !data ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {data ? <FactorList factors={data} onAdded={() => void refresh()} /> : null}
      <Leave />
    </Door>
  )
}

function Leave() {
  const t = useWords()
  const { signOut } = useSession()
  return (
    <Button variant="subtle" className="k-quiet" onClick={() => void signOut()}>
      {t('factors.web.leave')}
    </Button>
  )
}

/** At the door of the office: a passkey in place of name and password. */
export function PasskeyEntry() {
  const t = useWords()
  const { enter } = useSession()
  const entering = useMutation({ mutationFn: signInByPasskey, onSuccess: enter })
  if (!hasPasskeys()) return null
  return (
    <div className="k-stack">
      <Button
        variant="default"
        size="md"
        leftSection={<Icon name="key" size={18} />}
        loading={entering.isPending}
        onClick={() => entering.mutate()}
      >
        {t('factors.web.passkey.enter')}
      </Button>
      {entering.error ? <Notice tone="error" title={tell(t, entering.error).title} /> : null}
    </div>
  )
}
