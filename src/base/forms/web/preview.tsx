import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useWrite } from '#core/web/data.tsx'
import { openFile } from '#core/web/save-file.ts'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, Notice, Panel } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import type { FormContent } from '../contract.ts'
import type { Answers } from '../shape.ts'
import { FormFields } from './form-fields.tsx'
import { api } from './form-state.ts'
import { Trial } from './trial.tsx'

const FACES = ['phone', 'office'] as const
type Face = (typeof FACES)[number]

interface PreviewProps {
  readonly content: FormContent
  readonly unitId: string | undefined
  /** Whether the form makes sense as it stands; marks what does not. */
  readonly check?: () => boolean
}

/** The form as it would be asked, by the very parts that ask it: on a telephone, in an office, on paper. */
export function Preview({ content, unitId, check }: PreviewProps) {
  const t = useWords()
  const [face, setFace] = useState<Face>('phone')
  const paper = useWrite(api.forms.tryPaper)
  return (
    <Panel title={t('forms.edit.preview')}>
      <div className="k-stack">
        <div className="fe-faces">
          <SegmentedControl
            aria-label={t('forms.edit.preview')}
            data={FACES.map(value => ({ value, label: t(`forms.edit.preview.${value}`) }))}
            value={face}
            onChange={value => setFace(value as Face)}
          />
          <ActionButton
            icon="print"
            busy={paper.isPending}
            onClick={() => {
              if (check?.() ?? true)
                paper.mutate(
                  { body: { content, ...(unitId ? { unitId } : {}) } },
                  { onSuccess: file => openFile(file as Blob) },
                )
            }}
          >
            {t('forms.edit.preview.paper')}
          </ActionButton>
        </div>
        {paper.error ? <Notice tone="error" title={tell(t, paper.error).title} /> : null}
        <p className="k-hint">{t('forms.edit.preview.help')}</p>
        {face === 'phone' ? <Trial content={content} /> : <OfficeTrial content={content} />}
      </div>
    </Panel>
  )
}

const NO_FAULTS: readonly never[] = []

function OfficeTrial({ content }: { content: FormContent }) {
  const [answers, setAnswers] = useState<Answers>({})
  return (
    <div className="fe-preview">
      <FormFields content={content} answers={answers} faults={NO_FAULTS} onChange={setAnswers} />
    </div>
  )
}
