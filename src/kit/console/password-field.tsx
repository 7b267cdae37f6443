import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useWords } from '#core/web/words.tsx'

/** A password or PIN: Mantine's own does not say that it is wrong to who cannot see, and names its eye in English. */
export function PasswordField(props: PasswordInputProps) {
  const t = useWords()
  return (
    <PasswordInput
      aria-invalid={Boolean(props.error)}
      visibilityToggleButtonProps={{ 'aria-label': t('console.show-password') }}
      {...props}
    />
  )
}
