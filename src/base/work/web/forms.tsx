import { Select, Textarea } from '@mantine/core'
import { type ComponentProps, type ReactNode, useState } from 'react'
import { UnitField } from '#base/identity/web/unit-field.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Modal } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'

interface Officer {
  readonly id: string
  readonly name: string
}

interface Writing {
  readonly isPending: boolean
  readonly error: unknown
}

interface FormProps {
  readonly write: Writing
  readonly onClose: () => void
}

interface HandFormProps extends FormProps {
  /** Undefined while they are read. */
  readonly officers: readonly Officer[] | undefined
  readonly onHand: (officer: Officer, note: string) => void
}

/** To whom one item or many are handed, and with which words. */
export function HandForm({ officers = [], write, onHand, onClose }: HandFormProps) {
  const t = useWords()
  const [accountId, setAccountId] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const officer = officers.find(one => one.id === accountId)
  const needs = useNeeds({ officer: officer !== undefined })
  const form = needs.form(() => officer && onHand(officer, note.trim()))
  return (
    <Dialog title={t('work.web.hand')} onClose={onClose} form={form} action={t('work.web.hand.do')} write={write}>
      <Select
        label={t('work.web.officer')}
        description={t('work.web.officer.hint')}
        searchable
        data={officers.map(({ id, name }) => ({ value: id, label: name }))}
        nothingFoundMessage={t('work.web.officer.none')}
        value={accountId}
        error={needs.of('officer')}
        onChange={setAccountId}
        data-autofocus
      />
      <Textarea
        label={t('work.web.note.optional')}
        value={note}
        onChange={e => setNote(e.currentTarget.value)}
        autosize
      />
    </Dialog>
  )
}

interface TransferFormProps extends FormProps {
  /** Where all of it is now, which is not offered. */
  readonly from: string | undefined
  readonly onTransfer: (unitId: string, note: string) => void
}

/** To which unit one item or many go, and why. */
export function TransferForm({ write, from, onTransfer, onClose }: TransferFormProps) {
  const t = useWords()
  const [unitId, setUnitId] = useState<string>()
  const [note, setNote] = useState('')
  const needs = useNeeds({ unit: unitId !== undefined, note: note.trim() !== '' })
  const form = needs.form(() => unitId && onTransfer(unitId, note.trim()))
  return (
    <Dialog
      title={t('work.web.transfer')}
      onClose={onClose}
      form={form}
      action={t('work.web.transfer.do')}
      write={write}
    >
      <p>{t('work.web.transfer.help')}</p>
      <UnitField
        label={t('work.web.unit.to')}
        value={unitId}
        onChange={setUnitId}
        except={from}
        error={needs.of('unit')}
      />
      <Textarea
        label={t('work.web.note')}
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
        error={needs.of('note')}
        autosize
        minRows={2}
      />
    </Dialog>
  )
}

interface FrameProps {
  readonly title: string
  readonly action: string
  readonly onClose: () => void
  readonly form: ComponentProps<'form'>
  readonly write: Writing
  readonly children: ReactNode
}

function Dialog({ title, action, onClose, form, write, children }: FrameProps) {
  return (
    <Modal opened onClose={onClose} title={title}>
      <form className="k-stack" {...form}>
        {children}
        <FormFoot problem={write.error} onCancel={onClose} busy={write.isPending}>
          {action}
        </FormFoot>
      </form>
    </Modal>
  )
}
