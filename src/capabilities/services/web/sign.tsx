import { Skeleton, Textarea } from '@mantine/core'
import { useState } from 'react'
import { PinField, wholePin } from '#base/signatures/web/signing.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Dialog, FormDialog, Notice, ProblemState, sayDone } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'

interface SignProps {
  readonly dossierIds: readonly string[]
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Who decides signs the results: with their key, or by the code alone, and is told which. */
export function SignDialog(props: SignProps) {
  const t = useWords()
  const [first = ''] = props.dossierIds
  const { data, error, refetch } = useRead(api.services.signing, { params: { dossierId: first } })
  if (data) return <SignForm {...props} how={data.how} seal={data.seal} />
  return (
    <Dialog title={t('services.web.sign')} onClose={props.onClose}>
      {error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton height={160} />}
    </Dialog>
  )
}

interface SignFormProps extends SignProps {
  readonly how: 'digital' | 'attested'
  readonly seal: string | null
}

function SignForm({ dossierIds, how, seal, onDone, onClose }: SignFormProps) {
  const t = useWords()
  const [text, setText] = useState('')
  const [pin, setPin] = useState('')
  const signing = useWrite(api.services.sign, { refreshes: ['work', 'signatures'] })
  const failed = signing.data?.results.filter(one => one.problem) ?? []
  const count = dossierIds.length
  const isDigital = how === 'digital'
  const needs = useNeeds({ pin: !isDigital || wholePin(t, pin) })
  const sign = () =>
    signing.mutate(
      {
        body: {
          dossierIds: [...dossierIds],
          ...(text.trim() ? { text: text.trim() } : {}),
          ...(isDigital ? { pin } : {}),
        },
      },
      {
        onSuccess: ({ results }) => {
          if (results.some(one => one.problem)) return
          sayDone(t(seal ? 'services.web.sign.passed' : 'services.web.sign.done', { count, seal: seal ?? '' }))
          onDone()
        },
      },
    )
  return (
    <FormDialog
      title={t('services.web.sign')}
      onClose={onClose}
      {...needs.form(sign)}
      problem={signing.error}
      busy={signing.isPending}
    >
      <p>
        {t('services.web.sign.help', { count })} {seal ? t('services.web.sign.seal', { seal }) : null}
      </p>
      {isDigital ? null : (
        <Notice title={t('services.web.sign.attested')}>{t('services.web.sign.attested.help')}</Notice>
      )}
      {count === 1 ? (
        <Textarea
          label={t('services.web.sign.text')}
          description={t('services.web.sign.text.hint')}
          autosize
          minRows={3}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          data-autofocus
        />
      ) : null}
      {isDigital ? <PinField value={pin} onChange={setPin} error={needs.of('pin')} /> : null}
      {failed.length ? (
        <Notice tone="error" title={t('services.web.sign.failed', { count: failed.length })}>
          {[...new Set(failed.map(one => one.problem?.title))].join(' ')}
        </Notice>
      ) : null}
    </FormDialog>
  )
}
