import { Checkbox, Radio, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useWrite } from '#core/web/data.tsx'
import { saveFile } from '#core/web/save-file.ts'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Modal, useKept } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { type ExtractView, FORMATS } from '../contract.ts'
import { api } from './api.ts'
import { useListKinds } from './kinds.ts'

const SHORTEST_PURPOSE = 5

interface ExtractDialogProps {
  readonly name: string
  readonly ofId?: string
  /** What the page is narrowed to. */
  readonly filter?: Readonly<Record<string, string>>
  /** The file's name, without its ending. */
  readonly fileName: string
  readonly open: boolean
  readonly onClose: () => void
}

/** A register as a file: which columns, and for what. */
export function ExtractDialog({ open, onClose, ...props }: ExtractDialogProps) {
  const t = useWords()
  const { extracts, ready } = useListKinds()
  const one = extracts.find(({ name }) => name === props.name)
  return (
    <Modal opened={open} onClose={onClose} title={t('lists.web.extract')}>
      {one && ready ? <Form {...props} one={one} onClose={onClose} /> : null}
    </Modal>
  )
}

type FormProps = Omit<ExtractDialogProps, 'open'> & { readonly one: ExtractView }

function Form({ one, name, ofId, filter, fileName, onClose }: FormProps) {
  const t = useWords()
  const usual = one.columns.filter(({ isSensitive }) => !isSensitive).map(column => column.name)
  const [columns, setColumns] = useKept<readonly string[]>(`extract.${name}`, usual)
  const [format, setFormat] = useState<(typeof FORMATS)[number]>('xlsx')
  const [purpose, setPurpose] = useState('')
  const take = useWrite(api.lists.extract, {
    done: blob => {
      saveFile(blob, `${fileName}.${format}`)
      onClose()
    },
  })
  const chosen = one.columns.map(column => column.name).filter(column => columns.includes(column))
  const needs = useNeeds({
    columns: chosen.length > 0 || t('lists.web.extract.columns.missing'),
    purpose: purpose.trim().length >= SHORTEST_PURPOSE || t('lists.web.extract.purpose.missing'),
  })
  const send = () => {
    const body = { name, format, columns: chosen, purpose: purpose.trim() }
    take.mutate({ body: { ...body, ...(ofId ? { ofId } : {}), ...(filter ? { filter } : {}) } })
  }
  return (
    <form className="k-stack" {...needs.form(send)}>
      <Checkbox.Group
        label={t('lists.web.extract.columns')}
        value={chosen}
        onChange={setColumns}
        error={needs.of('columns')}
        data-wrong={needs.of('columns') ? true : undefined}
      >
        <div className="li-checks">
          {one.columns.map(column => (
            <Checkbox key={column.name} value={column.name} label={t(`${name}.list.${column.name}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <Radio.Group
        label={t('lists.web.extract.format')}
        value={format}
        onChange={value => setFormat(value === 'csv' ? 'csv' : 'xlsx')}
      >
        <div className="li-checks">
          {FORMATS.map(value => (
            <Radio key={value} value={value} label={t(`lists.web.format.${value}`)} />
          ))}
        </div>
      </Radio.Group>
      <Textarea
        label={t('lists.web.extract.purpose')}
        description={t('lists.web.extract.purpose.help')}
        error={needs.of('purpose')}
        value={purpose}
        maxLength={300}
        autosize
        minRows={2}
        data-autofocus
        onChange={event => setPurpose(event.currentTarget.value)}
      />
      <FormFoot problem={take.error} onCancel={onClose} busy={take.isPending}>
        {t('lists.web.extract.do')}
      </FormFoot>
    </form>
  )
}
