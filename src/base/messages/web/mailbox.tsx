import { type FormEvent, useState } from 'react'
import { browserApi } from '#core/web/api.ts'
import { useNow, useRead } from '#core/web/data.tsx'
import { useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Button,
  Card,
  EmptyState,
  Notice,
  Page,
  PhoneField,
  ProblemState,
  phoneText,
  Skeleton,
} from '#kit/citizen/index.ts'
import { messages } from '../contract.ts'

const api = browserApi({ messages })
const EVERY_MS = 2_000

/** Demo only: what a phone would have received, since nothing leaves a demo. The number is in the address. */
export function Mailbox() {
  const t = useWords()
  const [search, setSearch] = useSearch()
  const phone = search.get('so') ?? ''
  const [typed, setTyped] = useState(phone)
  const show = (event: FormEvent) => {
    event.preventDefault()
    setSearch({ so: typed })
  }
  return (
    <Page title={t('messages.web.mailbox')} back="/dang-nhap">
      <Notice title={t('messages.web.mailbox.demo')} />
      <form className="s-form" onSubmit={show}>
        <PhoneField name="so" label={t('messages.web.mailbox.phone')} value={typed} onChange={setTyped} />
        <Button type="submit" kind="secondary">
          {t('messages.web.mailbox.show')}
        </Button>
      </form>
      {phone ? <Received phone={phone} /> : null}
    </Page>
  )
}

function Received({ phone }: { phone: string }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const box = useRead(api.messages.mailbox, { query: { phone } }, { everyMs: EVERY_MS })
  if (box.isPending) return <Skeleton lines={3} />
  if (!box.data) return <ProblemState problem={box.error} again={() => void box.refetch()} />
  if (box.data.messages.length === 0)
    return (
      <EmptyState icon="message" title={t('messages.web.mailbox.empty', { phone: phoneText(phone) })}>
        {t('messages.web.mailbox.empty.how')}
      </EmptyState>
    )
  return box.data.messages.map(message => (
    <Card key={message.id}>
      <p>{message.text}</p>
      <p className="s-hint">{f.ago(message.at, now)}</p>
    </Card>
  ))
}
