import { useState } from 'react'
import { ProviderWays } from '#base/openid/web/ways-citizen.tsx'
import { installation } from '#core/installation.ts'
import { Problem } from '#core/problem.ts'
import { browserApi } from '#core/web/api.ts'
import { useNow, useRead, useWrite } from '#core/web/data.tsx'
import { go, useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Button,
  CodeField,
  ErrorSummary,
  type FieldFault,
  Notice,
  Page,
  PhoneField,
  phoneText,
} from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { identity } from '../contract.ts'
import { useSession } from './session.tsx'

const api = browserApi({ identity, core: installation })
const PHONE_DIGITS = 10
const CODE_DIGITS = 6

interface Sent {
  readonly minutes: number
  readonly againAt: number
}

/** A citizen signs in by a code sent to the phone: two questions, one after the other. */
export function SignIn() {
  const [phone, setPhone] = useState('')
  const [sent, setSent] = useState<Sent>()
  const asked = useWrite(api.identity.requestCode, {
    done: ({ minutes, againInSeconds }) => setSent({ minutes, againAt: Date.now() + againInSeconds * 1000 }),
  })
  const request = () => asked.mutate({ body: { phone } })
  return sent ? (
    <AskCode phone={phone} sent={sent} again={asked} onAgain={request} onOther={() => setSent(undefined)} />
  ) : (
    <AskPhone phone={phone} onPhone={setPhone} problem={asked.error} busy={asked.isPending} onSend={request} />
  )
}

/** What a problem says about one field, for the summary on top. */
function faultsOf(t: ReturnType<typeof useWords>, field: string, problem: unknown): readonly FieldFault[] {
  return problem ? [{ field, message: tell(t, problem).title }] : []
}

function AskPhone(props: {
  phone: string
  onPhone: (phone: string) => void
  problem: unknown
  busy: boolean
  onSend: () => void
}) {
  const t = useWords()
  const [early, setEarly] = useState<readonly FieldFault[]>([])
  const faults = early.length > 0 ? early : faultsOf(t, 'phone', props.problem)
  return (
    <Page title={t('identity.web.phone.title')} back="/" intro={t('identity.web.phone.intro')}>
      <ErrorSummary faults={faults} />
      <form
        className="s-form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          const whole = props.phone.length === PHONE_DIGITS
          setEarly(whole ? [] : [{ field: 'phone', message: t('identity.web.phone.short', { digits: PHONE_DIGITS }) }])
          if (whole) props.onSend()
        }}
      >
        <PhoneField
          name="phone"
          label={t('identity.web.phone')}
          hint={t('identity.web.phone.hint')}
          value={props.phone}
          onChange={props.onPhone}
          error={faults[0]?.message}
        />
        <Button type="submit" busy={props.busy && t('identity.web.phone.sending')}>
          {t('identity.web.phone.send')}
        </Button>
      </form>
      <p className="s-hint">{t('identity.web.shared')}</p>
      <ProviderWays />
    </Page>
  )
}

function AskCode(props: {
  phone: string
  sent: Sent
  again: { readonly error: unknown; readonly isPending: boolean }
  onAgain: () => void
  onOther: () => void
}) {
  const { phone, sent, again } = props
  const t = useWords()
  const f = useFormat()
  const now = useNow(1000)
  const { enter } = useSession()
  const [search] = useSearch()
  const about = useRead(api.core.about, {})
  const [code, setCode] = useState('')
  const [early, setEarly] = useState<readonly FieldFault[]>([])
  const signing = useWrite(api.identity.signInByPhone, {
    done: me => {
      enter(me)
      go(safePath(search.get('den')), { replace: true })
    },
  })
  const faults = early.length > 0 ? early : faultsOf(t, 'code', signing.error ?? again.error)
  const seconds = Math.max(0, Math.ceil((sent.againAt - now.getTime()) / 1000))
  const send = (digits: string) => {
    const whole = digits.length === CODE_DIGITS
    setEarly(whole ? [] : [{ field: 'code', message: t('identity.web.code.short', { digits: CODE_DIGITS }) }])
    if (whole && !signing.isPending) signing.mutate({ body: { phone, code: digits } })
  }
  return (
    <Page title={t('identity.web.code.title')} intro={t('identity.web.code.intro', { phone: phoneText(phone) })}>
      <ErrorSummary faults={faults} />
      <form
        className="s-form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          send(code)
        }}
      >
        <CodeField
          name="code"
          label={t('identity.web.code')}
          hint={t('identity.web.code.hint', { minutes: sent.minutes })}
          value={code}
          onChange={setCode}
          onFull={send}
          error={faults[0]?.message}
        />
        <Button type="submit" busy={signing.isPending && t('identity.web.code.checking')}>
          {t('identity.web.code.enter')}
        </Button>
      </form>
      {seconds > 0 ? (
        <p className="s-hint">{t('identity.web.code.wait', { seconds: f.number(seconds) })}</p>
      ) : (
        <Button kind="quiet" busy={again.isPending && t('identity.web.phone.sending')} onClick={props.onAgain}>
          {t('identity.web.code.again')}
        </Button>
      )}
      <Button kind="quiet" onClick={props.onOther}>
        {t('identity.web.code.other')}
      </Button>
      {again.error instanceof Problem ? <Notice tone="error" title={tell(t, again.error).title} /> : null}
      {about.data?.mode === 'demo' ? (
        <a className="s-link" href={`/hop-thu?so=${phone}`} target="_blank" rel="noreferrer">
          {t('identity.web.code.demo')}
        </a>
      ) : null}
    </Page>
  )
}

/** Only a path of this app: an address from outside must not be able to send people elsewhere. */
const safePath = (path: string | null): string => (path && /^\/(?![/\\])/.test(path) ? path : '/')
