import { useWords } from '#core/web/words.tsx'
import { RiskTag, Tag } from '#kit/console/index.ts'
import type { IconName } from '#kit/icon.tsx'
import type { Tone } from '#kit/tone.ts'
import type { Contact } from '../contract.ts'

const LOOK: Readonly<Record<Contact['exposure'], readonly [Tone, IconName]>> = {
  high: ['orange', 'warning'],
  medium: ['yellow', 'info'],
  low: ['none', 'minus'],
}

/** How heavy an exposure is, for the order of work. Never a decision. */
export function ExposureTag({ exposure }: { exposure: Contact['exposure'] }) {
  const t = useWords()
  const [tone, icon] = LOOK[exposure]
  return (
    <RiskTag tone={tone} icon={icon}>
      {t(`tracing.web.exposure.${exposure}`)}
    </RiskTag>
  )
}

/** `Cần rà soát`, `F1`, `Không phải`. */
export function StateTag({ contact }: { contact: Pick<Contact, 'state' | 'generation'> }) {
  const t = useWords()
  const { state, generation } = contact
  return <Tag strong={state === 'contact'}>{t(`tracing.web.state.${state}`, { generation })}</Tag>
}
