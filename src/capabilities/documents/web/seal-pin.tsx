import { PinField } from '#base/signatures/web/signing.tsx'
import { useWords } from '#core/web/words.tsx'

interface SealPinProps {
  readonly value: string
  readonly onChange: (pin: string) => void
  readonly error: string | undefined
}

/** The PIN of the seal, from who may set it. */
export function SealPin(props: SealPinProps) {
  const t = useWords()
  return <PinField {...props} label={t('documents.web.seal-pin')} help={t('documents.web.seal-pin.help')} />
}
