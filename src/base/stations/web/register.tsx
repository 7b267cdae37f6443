import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Door } from '#base/identity/web/sign-in-console.tsx'
import { useWrite } from '#core/web/data.tsx'
import { go, Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Notice } from '#kit/console/states.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'
import { useStation } from './use-station.ts'

/** Makes this machine the station of a post, by the code its administrator reads out. */
export function RegisterStation() {
  const t = useWords()
  const station = useStation()
  const [code, setCode] = useState('')
  const registering = useWrite(api.stations.register, { done: () => go('/', { replace: true }) })
  const needs = useNeeds({ code: code.trim() !== '' })
  return (
    <Door title={t('stations.web.register')} intro={t('stations.web.register.intro')}>
      {station ? <Notice icon="info" title={t('stations.web.register.now', { post: station.post })} /> : null}
      <form className="k-stack" {...needs.form(() => registering.mutate({ body: { code } }))}>
        {registering.error ? <Notice tone="error" title={tell(t, registering.error).title} /> : null}
        <TextInput
          label={t('stations.web.pairing')}
          description={t('stations.web.pairing.help')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          maxLength={40}
          value={code}
          error={needs.of('code')}
          onChange={event => setCode(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={registering.isPending}>
          {t('stations.web.register.do')}
        </Button>
      </form>
      <Link to="/">{t('stations.web.back')}</Link>
    </Door>
  )
}
