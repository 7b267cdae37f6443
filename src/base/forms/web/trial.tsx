import '#kit/citizen/citizen.css'
import { useState } from 'react'
import type { SealedDraft } from '#base/identity/web/draft.ts'
import { useWords } from '#core/web/words.tsx'
import { Button, Notice, Page, WithinContext } from '#kit/citizen/index.ts'
import type { FormContent } from '../contract.ts'
import { type Draft, type Trail, Walk } from './form-pages.tsx'

const SENT = 'xem-thu-xong'

/** The form as a telephone asks it, page by page; nothing of it is kept or sent. */
export function Trial({ content }: { content: FormContent }) {
  const t = useWords()
  const [draft, setDraft] = useState<Draft>()
  const [{ wanted, step }, setPlace] = useState({ wanted: '', step: 0 })
  const to = (next: string) => setPlace({ wanted: next, step: step + 1 })
  const kept: SealedDraft<Draft> = { opened: true, draft, keep: setDraft, forget: () => setDraft(undefined) }
  const trail: Trail = { wanted, pathOf: page => page, to, on: (_, next) => to(next) }
  return (
    <WithinContext value={{ step, onBack: to }}>
      <div className="fe-phone" key={step}>
        {wanted === SENT ? (
          <Page title={t('forms.edit.preview.sent')}>
            <Notice icon="check" title={t('forms.edit.preview.sent.help')} />
            <Button kind="secondary" onClick={() => to('')}>
              {t('forms.edit.preview.again')}
            </Button>
          </Page>
        ) : (
          <Walk
            form={{ code: '', version: '', document: '', from: '', content }}
            kept={kept}
            trail={trail}
            back=""
            send={t('forms.edit.preview.send')}
            busy={false}
            problem={undefined}
            onSend={(_answers, _id, sent) => {
              sent()
              to(SENT)
            }}
          />
        )}
      </div>
    </WithinContext>
  )
}
